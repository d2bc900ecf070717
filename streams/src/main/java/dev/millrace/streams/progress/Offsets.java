package dev.millrace.streams.progress;

import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.progress.Consumption.Stage;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Reads positions and ends of all stages in a handful of requests. */
final class Offsets {

    private final Admin admin;
    private final AppliedPositions applied;
    private final List<StorePipeline> pipelines;
    private final Map<String, Integer> partitionsByTopic = new HashMap<>();

    Offsets(Admin admin, DataSource database, List<StorePipeline> pipelines) {
        this.admin = admin;
        this.applied = new AppliedPositions(database);
        this.pipelines = pipelines;
    }

    /**
     * Every stage of every store, positions read before ends. A store of which a topic does not
     * exist yet is left out; nothing at all is known while a topic that existed is gone.
     */
    List<Consumption> sample() throws SQLException {
        List<StorePipeline> ready = pipelines.stream().filter(this::topicsExist).toList();
        Map<String, Map<TopicPartition, Long>> positions = committed(ready);
        positions.putAll(applied.read());
        Optional<Map<TopicPartition, Long>> answer = ends(ready);
        if (answer.isEmpty()) {
            partitionsByTopic.clear();
            return List.of();
        }

        Map<TopicPartition, Long> ends = answer.get();
        List<Consumption> all = new ArrayList<>();
        for (StorePipeline pipeline : ready) {
            Sampling sampling = new Sampling(pipeline, ends, all);
            Map<TopicPartition, Long> group = positions.getOrDefault(pipeline.group(), Map.of());
            sampling.add(Stage.SOURCE, pipeline.sources(), group);
            sampling.add(Stage.INTERNAL, pipeline.internals(), group);
            sampling.add(
                    Stage.TABLE,
                    Set.of(tableTopic(pipeline)),
                    positions.getOrDefault(pipeline.processor(), Map.of()));
        }
        return all;
    }

    private final class Sampling {

        private final StorePipeline pipeline;
        private final Map<TopicPartition, Long> ends;
        private final List<Consumption> all;

        Sampling(StorePipeline pipeline, Map<TopicPartition, Long> ends, List<Consumption> all) {
            this.pipeline = pipeline;
            this.ends = ends;
            this.all = all;
        }

        void add(Stage stage, Set<String> topics, Map<TopicPartition, Long> positions) {
            for (TopicPartition partition : partitionsOf(topics)) {
                all.add(
                        new Consumption(
                                pipeline.store(),
                                stage,
                                partition,
                                positions.getOrDefault(partition, 0L),
                                ends.getOrDefault(partition, 0L)));
            }
        }
    }

    private Map<String, Map<TopicPartition, Long>> committed(List<StorePipeline> ready) {
        Map<String, ListConsumerGroupOffsetsSpec> groups =
                ready.stream()
                        .collect(
                                Collectors.toMap(
                                        StorePipeline::group,
                                        pipeline -> new ListConsumerGroupOffsetsSpec()));
        Map<String, Map<TopicPartition, Long>> positions = new HashMap<>();
        if (groups.isEmpty()) {
            return positions;
        }
        DrainMonitor.answer(
                        admin.listConsumerGroupOffsets(groups).all(),
                        "how far the applications have read")
                .ifPresent(all ->
                        all.forEach(
                                (group, offsets) -> positions.put(group, positionsOf(offsets))));
        return positions;
    }

    private static Map<TopicPartition, Long> positionsOf(
            Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            // Kafka answers null for a partition without a committed offset.
            if (offset != null) {
                positions.put(partition, offset.offset());
            }
        });
        return positions;
    }

    private Optional<Map<TopicPartition, Long>> ends(List<StorePipeline> ready) {
        Set<TopicPartition> partitions = new HashSet<>();
        ready.forEach(pipeline -> partitions.addAll(partitionsOf(topicsOf(pipeline))));
        if (partitions.isEmpty()) {
            return Optional.of(Map.of());
        }
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream()
                        .collect(Collectors.toMap(Function.identity(), p -> OffsetSpec.latest()));
        return DrainMonitor.answer(admin.listOffsets(latest).all(), "where its topics end")
                .map(Offsets::offsetsOf);
    }

    private static Map<TopicPartition, Long> offsetsOf(
            Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends) {
        return ends.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
    }

    private boolean topicsExist(StorePipeline pipeline) {
        Set<String> unknown = new HashSet<>(topicsOf(pipeline));
        unknown.removeAll(partitionsByTopic.keySet());
        if (unknown.isEmpty()) {
            return true;
        }
        Optional<Map<String, TopicDescription>> described =
                DrainMonitor.answer(
                        admin.describeTopics(unknown).allTopicNames(), "which topics it has");
        described.ifPresent(topics ->
                topics.forEach(
                        (name, topic) -> partitionsByTopic.put(name, topic.partitions().size())));
        return described.isPresent();
    }

    private List<TopicPartition> partitionsOf(Collection<String> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            for (int i = 0; i < partitionsByTopic.getOrDefault(topic, 0); i++) {
                partitions.add(new TopicPartition(topic, i));
            }
        }
        return partitions;
    }

    private static Set<String> topicsOf(StorePipeline pipeline) {
        Set<String> topics = new HashSet<>(pipeline.sources());
        topics.addAll(pipeline.internals());
        topics.add(tableTopic(pipeline));
        return topics;
    }

    private static String tableTopic(StorePipeline pipeline) {
        return Topics.derived(pipeline.store()).name();
    }
}
