package dev.millrace.streams.writer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Records that are to be written now, all or none.
 *
 * @param records in the order of their partitions
 * @param reaches how far the table reaches into each of their partitions thereafter
 */
record HeldBatch(List<ReadRecord> records, Map<TopicPartition, Reach> reaches) {

    static final HeldBatch NONE = new HeldBatch(List.of(), Map.of());

    HeldBatch {
        records = List.copyOf(records);
        reaches = Map.copyOf(reaches);
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    /** One record of it, to be written when those before it are and those behind it are not. */
    HeldBatch only(int place) {
        ReadRecord record = records.get(place);
        List<Long> behind =
                records.subList(place + 1, records.size()).stream()
                        .filter(other -> other.partition().equals(record.partition()))
                        .map(other -> other.origin().offset())
                        .toList();
        Reach all = reaches.get(record.partition());
        Map<TopicPartition, Reach> reach = new HashMap<>();
        if (all != null) {
            reach.put(record.partition(), all.without(behind));
        }
        return new HeldBatch(List.of(record), reach);
    }

    /** The same with its only record skipped. */
    HeldBatch skipped() {
        return new HeldBatch(records.stream().map(ReadRecord::skipped).toList(), reaches);
    }
}
