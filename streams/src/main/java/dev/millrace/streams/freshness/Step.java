package dev.millrace.streams.freshness;

import dev.millrace.schema.derived.DerivedStore;
import java.util.Set;

/**
 * One reader on the way from the capture topics to a table: a part of a store's application, or its
 * table writer. What it has read up to its committed offsets, it has written.
 *
 * @param store which store it works for
 * @param reader the name of its offsets: a consumer group, or the processor of a table writer
 * @param reads its input topics
 * @param writes its output topics; none for a table writer, which writes the table
 */
record Step(DerivedStore store, String reader, Set<String> reads, Set<String> writes) {

    Step {
        reads = Set.copyOf(reads);
        writes = Set.copyOf(writes);
    }

    boolean endsInTheTable() {
        return writes.isEmpty();
    }
}
