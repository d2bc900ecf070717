package dev.millrace.streams.freshness;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * What the servers said, asked in this order: how far ingest is, how far each reader is, where the
 * topics end. The order is what the conclusions rest on.
 *
 * @param captured as of which commit the capture topics are
 * @param positions next offset to process, by reader and partition; absent where none is known
 * @param ends offset after the last record, open transactions included, by topic and partition
 */
record Look(
        AsOf captured,
        Map<String, Map<TopicPartition, Long>> positions,
        Map<String, Map<TopicPartition, Long>> ends) {

    static Look of(
            AsOf captured,
            Map<String, Map<TopicPartition, Long>> positions,
            Map<TopicPartition, Long> ends) {
        Map<String, Map<TopicPartition, Long>> byTopic = new HashMap<>();
        ends.forEach((partition, end) ->
                byTopic.computeIfAbsent(partition.topic(), topic -> new HashMap<>())
                        .put(partition, end));
        return new Look(captured, positions, byTopic);
    }

    Map<TopicPartition, Long> positionsOf(String reader) {
        return positions.getOrDefault(reader, Map.of());
    }

    Map<TopicPartition, Long> endsOf(String topic) {
        return ends.getOrDefault(topic, Map.of());
    }
}
