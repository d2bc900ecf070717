package dev.millrace.streams.progress;

import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.progress.Consumption.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.apache.kafka.common.TopicPartition;

/** Reads positions and ends of all stages in a handful of requests. */
final class Offsets {

    private final KafkaOffsets kafka;
    private final DataSource database;
    private final Pipelines pipelines;

    Offsets(KafkaOffsets kafka, DataSource database, Pipelines pipelines) {
        this.kafka = kafka;
        this.database = database;
        this.pipelines = pipelines;
    }

    /**
     * What was seen at once.
     *
     * @param all every stage of every store
     * @param live how many stores there are, versions beside them not counted
     */
    record Sample(List<Consumption> all, int live) {}

    /**
     * Every stage of every store, positions read before ends. A store of which a topic does not
     * exist yet is left out; nothing at all is known while a topic that existed is gone.
     */
    Sample sample() throws SQLException {
        List<StorePipeline> known;
        try (Connection connection = database.getConnection()) {
            known = pipelines.read(connection);
            connection.rollback();
        }
        int live = (int) known.stream().filter(p -> !p.store().isShadow()).count();
        List<StorePipeline> ready =
                known.stream().filter(pipeline -> kafka.exist(topicsOf(pipeline))).toList();
        Map<String, Map<TopicPartition, Long>> positions =
                kafka.committed(ready.stream().flatMap(p -> p.groups().stream()).toList());
        try (Connection connection = database.getConnection()) {
            positions.putAll(AppliedPositions.read(connection));
            connection.rollback();
        }
        Set<String> topics = new HashSet<>();
        ready.forEach(pipeline -> topics.addAll(topicsOf(pipeline)));
        Optional<Map<TopicPartition, Long>> answer = kafka.ends(kafka.partitionsOf(topics));
        if (answer.isEmpty()) {
            return new Sample(List.of(), live);
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
        return new Sample(all, live);
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
            for (TopicPartition partition : kafka.partitionsOf(topics)) {
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
