package dev.millrace.streams.verification;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.RowKey;
import java.util.List;

/**
 * A derived table against its oracle.
 *
 * @param rows rows of the derived table
 * @param expectedRows rows of the oracle
 * @param missing keys that only the oracle has
 * @param surplus keys that only the derived table has
 * @param different keys that both have, with other values
 * @param examples the first few of all those keys, in key order
 */
public record StoreComparison(
        DerivedStore store,
        long rows,
        long expectedRows,
        long missing,
        long surplus,
        long different,
        List<RowKey> examples) {

    public StoreComparison {
        examples = List.copyOf(examples);
    }

    public long differences() {
        return missing + surplus + different;
    }

    public boolean isEqual() {
        return differences() == 0;
    }
}
