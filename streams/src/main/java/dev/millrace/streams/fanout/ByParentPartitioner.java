package dev.millrace.streams.fanout;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Puts the rows of a derived topic into the partition of one of their key's values, so that a
 * reader who wants them by that value needs no repartition topic.
 *
 * <p>A key still has one partition, as compaction and the writer need it. The partition is the one
 * that Kafka's default gives the row key of that value alone.
 */
public final class ByParentPartitioner implements StreamPartitioner<RowKey, Row> {

    private final int place;

    /** Partitions by the value at this place of the key. */
    public ByParentPartitioner(int place) {
        this.place = place;
    }

    @Override
    public Optional<Set<Integer>> partitions(String topic, RowKey key, Row row, int partitions) {
        byte[] parent = RowKeySerde.toBytes(RowKey.of(key.value(place)));
        return Optional.of(Set.of(Utils.toPositive(Utils.murmur2(parent)) % partitions));
    }
}
