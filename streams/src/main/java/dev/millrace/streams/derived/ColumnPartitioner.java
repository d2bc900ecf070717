package dev.millrace.streams.derived;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * Puts the rows of a derived topic into the partition of one column of their key.
 *
 * <p>A key still has one partition, as compaction and the writer need it. It is the partition that
 * Kafka's default gives a row key of that column alone.
 */
final class ColumnPartitioner implements StreamPartitioner<RowKey, Row> {

    private final int place;

    ColumnPartitioner(DerivedStore store, String column) {
        this.place = store.key().indexOf(column);
        if (place < 0) {
            throw new IllegalArgumentException(
                    "column " + column + " is not in the key of " + store.name());
        }
    }

    @Override
    public Optional<Set<Integer>> partitions(String topic, RowKey key, Row row, int partitions) {
        byte[] column = RowKeySerde.toBytes(RowKey.of(key.value(place)));
        return Optional.of(Set.of(Utils.toPositive(Utils.murmur2(column)) % partitions));
    }
}
