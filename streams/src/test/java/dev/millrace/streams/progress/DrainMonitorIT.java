package dev.millrace.streams.progress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.devstack.testsupport.SharedStack;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.TopicSpec;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.fixture.StreamsDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DrainMonitorIT {

    private static final Duration SHORTLY = Duration.ofMillis(700);

    private static StreamsDatabase database;
    private static HikariDataSource pool;

    private KafkaSettings kafka;
    private Admin admin;
    private KafkaProducer<byte[], byte[]> producer;
    private DrainMonitor monitor;
    private DerivedStore store;
    private String group;
    private String source;
    private String internal;

    @BeforeAll
    static void migrate() {
        database = StreamsDatabase.migrated();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.writer().jdbcUrl());
        config.setUsername(database.writer().user());
        config.setPassword(database.writer().password().reveal());
        config.setAutoCommit(false);
        config.setMaximumPoolSize(1);
        pool = new HikariDataSource(config);
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @BeforeEach
    void open() {
        kafka = new KafkaSettings(SharedStack.get().kafka().bootstrapServers(), 1, (short) 1);
        String name = "drain_" + SharedStack.get().freshSuffix();
        store = new DerivedStore(name, List.of("id"), "updated_at");
        group = "group." + name;
        source = "source." + name;
        internal = group + "-internal";
        TopicSpec<RowKey, Row> derived = Topics.derived(store);
        TopicCreation.createMissing(
                kafka, List.of(derived, topic(source, derived), topic(internal, derived)));
        admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers()));
        producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers(),
                                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                name),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        producer.initTransactions();
        monitor =
                new DrainMonitor(
                        kafka,
                        pool,
                        Pipelines.fixed(
                                List.of(
                                        new StorePipeline(
                                                store,
                                                group,
                                                name + ".v1",
                                                Set.of(source),
                                                Set.of(internal),
                                                parts(),
                                                Set.of()))));
    }

    @AfterEach
    void close() {
        monitor.close();
        producer.close();
        admin.close();
    }

    @Test
    void emptyTopicsAreDrained() {
        assertThat(monitor.awaitDrained(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void markersBehindTheLastRecordDoNotCount() throws Exception {
        write(source, 3);
        applicationReads(source, 3);

        assertThat(monitor.awaitDrained(Duration.ofSeconds(10))).isTrue();
        // At the first look already, as a command asks that looks only once.
        assertThat(lag()).isEqualTo(new StageLag(0, 0, 0));
    }

    @Test
    void unreadRecordOfAnyStageCounts() throws Exception {
        write(source, 2);
        applicationReads(source, 1);
        assertThat(monitor.awaitDrained(SHORTLY)).isFalse();

        applicationReads(source, 2);
        write(internal, 1);
        assertThat(monitor.awaitDrained(SHORTLY)).isFalse();

        applicationReads(internal, 1);
        write(store.qualifiedName(), 4);
        writerApplies(3);
        assertThat(monitor.awaitDrained(SHORTLY)).isFalse();

        writerApplies(4);
        assertThat(monitor.awaitDrained(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void whatAnOpenTransactionWroteIsNotDrained() {
        producer.beginTransaction();
        send(internal);
        producer.flush();
        assertThat(monitor.awaitDrained(SHORTLY)).isFalse();

        producer.abortTransaction();

        // Nobody will ever read an aborted record.
        assertThat(monitor.awaitDrained(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void lagSaysHowFarEachStageIsBehind() throws Exception {
        write(source, 30);
        write(internal, 40);
        write(store.qualifiedName(), 50);
        applicationReads(source, 10);
        applicationReads(internal, 10);
        writerApplies(10);

        // The marker behind the records counts while there are records before it.
        assertThat(lag()).isEqualTo(new StageLag(21, 31, 41));
    }

    @Test
    void storeWhoseTopicsAreNotThereYetIsNotDrained() {
        try (DrainMonitor unborn =
                new DrainMonitor(
                        kafka,
                        pool,
                        Pipelines.fixed(
                                List.of(
                                        new StorePipeline(
                                                store,
                                                group,
                                                "x.v1",
                                                Set.of(source),
                                                Set.of("none"),
                                                List.of(
                                                        new StorePipeline.Part(
                                                                Set.of(source, "none"),
                                                                Set.of(store.qualifiedName()))),
                                                Set.of()))))) {
            assertThat(unborn.awaitDrained(SHORTLY)).isFalse();
            assertThat(unborn.lag()).isEmpty();
        }
    }

    private List<StorePipeline.Part> parts() {
        return List.of(
                new StorePipeline.Part(Set.of(source), Set.of(internal)),
                new StorePipeline.Part(Set.of(internal), Set.of(store.qualifiedName())));
    }

    private @Nullable StageLag lag() {
        return monitor.lag().get(store);
    }

    private void write(String topic, int records) {
        producer.beginTransaction();
        for (int i = 0; i < records; i++) {
            send(topic);
        }
        producer.commitTransaction();
    }

    private void send(String topic) {
        producer.send(new ProducerRecord<>(topic, "[\"k\"]".getBytes(UTF_8), "{}".getBytes(UTF_8)));
    }

    private void applicationReads(String topic, long nextOffset)
            throws ExecutionException, InterruptedException {
        admin.alterConsumerGroupOffsets(
                        group,
                        Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(nextOffset)))
                .all()
                .get();
    }

    private void writerApplies(long nextOffset) throws SQLException {
        database.execute(
                """
                insert into derived.applied_offsets values ('%s.v1', '%s', 0, %d, now())
                on conflict (processor, topic, partition) do update
                    set next_offset = excluded.next_offset
                """
                        .formatted(store.name(), store.qualifiedName(), nextOffset));
    }

    private static TopicSpec<RowKey, Row> topic(String name, TopicSpec<RowKey, Row> like) {
        return new TopicSpec<>(name, like.keySerde(), like.valueSerde(), true, like.settings());
    }
}
