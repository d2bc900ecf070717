package dev.millrace.streams.freshness;

import dev.millrace.streams.progress.Gap;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
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

    /**
     * Where a reader has come further than its topic reaches. Ends are asked after positions, so
     * that this never is because it was faster: somebody has deleted the topic and made it again.
     */
    Optional<Gap> beyondTheEnd(Step step) {
        Map<TopicPartition, Long> read = positionsOf(step.reader());
        return step.reads().stream()
                .flatMap(topic -> endsOf(topic).entrySet().stream())
                .map(end ->
                        new Gap(end.getKey(), read.getOrDefault(end.getKey(), 0L), end.getValue()))
                .filter(gap -> gap.position() > gap.end())
                .min(Comparator.comparing(gap -> gap.partition().toString()));
    }

    Map<TopicPartition, Long> endsOf(String topic) {
        return ends.getOrDefault(topic, Map.of());
    }
}
