package dev.millrace.search.verification;

import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.search.SearchIndex;
import java.util.List;

/**
 * An index against its oracle.
 *
 * @param documents that readers find
 * @param expected documents of the oracle
 * @param missing documents that only the oracle has
 * @param surplus documents that only the index has
 * @param different documents that both have, with other contents
 * @param undecided documents that changed too often to be compared
 * @param asOf up to which position of the log the first look held everything
 * @param examples identities of the first few that differ, in order
 */
public record IndexComparison(
        SearchIndex index,
        long documents,
        long expected,
        long missing,
        long surplus,
        long different,
        long undecided,
        Lsn asOf,
        List<String> examples) {

    public IndexComparison {
        examples = List.copyOf(examples);
    }
}
