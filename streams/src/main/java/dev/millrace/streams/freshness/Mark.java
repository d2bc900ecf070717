package dev.millrace.streams.freshness;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Up to these offsets, some topics hold everything that follows from the source as of a commit.
 *
 * @param asOf the commit
 * @param ends by partition, the offset after the last record that matters
 */
record Mark(AsOf asOf, Map<TopicPartition, Long> ends) {

    Mark {
        ends = Map.copyOf(ends);
    }
}
