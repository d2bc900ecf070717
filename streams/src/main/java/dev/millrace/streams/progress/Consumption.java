package dev.millrace.streams.progress;

import dev.millrace.schema.derived.DerivedStore;
import org.apache.kafka.common.TopicPartition;

/**
 * Where one stage of a store stands in one partition.
 *
 * @param position next offset to process
 * @param end offset after the last one written, open transactions included
 */
record Consumption(
        DerivedStore store, Stage stage, TopicPartition partition, long position, long end) {

    enum Stage {
        SOURCE,
        INTERNAL,
        TABLE
    }

    /** At the end, or nothing but a look into the rest can tell. */
    boolean isAtEnd() {
        return position >= end;
    }

    Gap rest() {
        return new Gap(partition, position, end);
    }

    long behind() {
        return Math.max(0, end - position);
    }
}
