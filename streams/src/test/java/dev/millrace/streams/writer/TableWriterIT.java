package dev.millrace.streams.writer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.fixture.StreamsDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableWriterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static StreamsDatabase database;
    private WriterFixture fixture;

    @BeforeAll
    static void migrate() {
        database = StreamsDatabase.migrated();
    }

    @BeforeEach
    void open() throws SQLException {
        fixture = new WriterFixture(database);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void tableHoldsTheLastValueOfEachKey() throws SQLException {
        fixture.publish(Map.of("a", 1L, "b", 1L, "c", 1L));
        fixture.publish(Map.of("a", 2L, "b", 0L));

        try (TableWriter writer = fixture.writer("one")) {
            awaitTable();

            fixture.publish(Map.of("b", 3L, "c", 0L));
            awaitTable();

            assertThat(writer.status().state()).isEqualTo(WriterState.RUNNING);
            assertThat(writer.status().lastCommitMicros()).hasValue(3_000_000L);
            assertThat(writer.status().latency().count()).isEqualTo(7);
        }
        // The row's time is the commit time of its change, not the time of writing.
        assertThat(
                        database.rows(
                                "select id, extract(epoch from updated_at)::int from "
                                        + fixture.store.qualifiedName()
                                        + " order by id"))
                .containsExactly("a|2", "b|3");
    }

    @Test
    void replayFromTheStartGivesTheSameRows() throws SQLException {
        try (TableWriter writer = fixture.writer("one")) {
            for (long version = 1; version <= 20; version++) {
                fixture.publish(Map.of("a", version, "b", version % 2 * version, "c", 1L));
            }
            awaitTable();
        }
        List<String> before = rows();

        forgetEverything();
        try (TableWriter writer = fixture.writer("one")) {
            awaitTable();
        }

        assertThat(rows()).isEqualTo(before);
    }

    @Test
    void writerNoticesThatItsOffsetsAreGoneAndReplays() throws SQLException {
        try (TableWriter writer = fixture.writer("one")) {
            fixture.publish(Map.of("a", 1L, "b", 1L, "c", 1L));
            awaitTable();

            forgetEverything();
            fixture.publish(Map.of("a", 2L, "b", 2L, "c", 2L));

            awaitTable();
            assertThat(writer.status().state()).isEqualTo(WriterState.RUNNING);
        }
    }

    @Test
    void topicThatIsDeletedUnderItsTableStopsTheWriterWhichNamesTheWayBack() throws SQLException {
        fixture.publish(Map.of("a", 1L, "b", 1L, "c", 1L));
        try (TableWriter writer = fixture.writer("one")) {
            awaitTable();

            fixture.makeTopicAnew();

            awaitLostTopic(writer);
        }
        try (TableWriter next = fixture.writer("one")) {
            awaitLostTopic(next);
        }
        assertThat(fixture.table()).isEqualTo(fixture.expected);
    }

    @Test
    void lostConnectionsAndLostAnswersToCommitsWriteNothingTwice() throws SQLException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        FaultyConnections faulty = new FaultyConnections(fixture.pool());

        try (TableWriter writer = fixture.writer("one", faulty)) {
            await().atMost(PATIENCE).until(() -> writer.status().state() == WriterState.RUNNING);
            for (long version = 1; version <= 60; version++) {
                fixture.publish(someOf(random, version));
                if (version % 5 == 0) {
                    // One after the other: after many in a row the writer rests for long.
                    await().atMost(PATIENCE).until(faulty::isSpent);
                    faulty.failOnce();
                }
                if (version % 20 == 0) {
                    database.rows(
                            "select pg_terminate_backend(pid) from pg_stat_activity"
                                    + " where usename = 'millrace_writer'"
                                    + " and datname = current_database()");
                }
            }
            awaitTable();
        }

        assertThat(faulty.failures()).as("seed %d", seed).isGreaterThan(1);
        assertThat(fixture.repeatedWrites()).as("seed %d", seed).isEmpty();
    }

    @Test
    void writersKilledOneAfterTheOtherWriteNothingTwice() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long version = 0;

        for (int life = 0; life < 4; life++) {
            Process process = WriterProcess.start(fixture);
            try {
                long lastRow = ++version;
                fixture.publish(Map.of("life", lastRow));
                await().atMost(PATIENCE)
                        .until(() -> fixture.table().getOrDefault("life", 0L) == lastRow);
                for (int i = 0; i < 30; i++) {
                    fixture.publish(someOf(random, ++version));
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
        try (TableWriter writer = fixture.writer("one")) {
            awaitTable();
        }

        assertThat(fixture.repeatedWrites()).as("seed %d", seed).isEmpty();
    }

    @Test
    void writerWhosePlaceWasTakenStopsAndTheOtherGoesOn() throws SQLException {
        try (TableWriter first = fixture.writer("one")) {
            fixture.publish(Map.of("a", 1L));
            awaitTable();

            try (TableWriter second = fixture.writer("one")) {
                await().atMost(PATIENCE).until(() -> first.status().state() == WriterState.FAILED);
                fixture.publish(Map.of("a", 2L, "b", 2L));
                awaitTable();

                assertThat(first.status().failure()).get().asString().contains("another process");
                assertThat(second.status().state()).isEqualTo(WriterState.RUNNING);
            }
        }
        assertThat(fixture.repeatedWrites()).isEmpty();
    }

    @Test
    void rowsThatWereWrittenPastHeldOnesAreNotWrittenAgainByTheNextWriter() throws SQLException {
        AtomicReference<Lsn> processed = new AtomicReference<>(Lsn.ZERO);
        Lsn commit = new Lsn(10);
        fixture.publish(Map.of("a", 1L, "b", 1L, "c", 1L, "d", 1L));
        fixture.publish(Map.of("a", 2L, "b", 2L), commit);
        fixture.publish(Map.of("c", 3L, "d", 3L));
        // Behind a held one of its key.
        fixture.publish(Map.of("a", 4L));
        Map<String, Long> withoutHeld = Map.of("a", 1L, "b", 1L, "c", 3L, "d", 3L);

        try (TableWriter first = fixture.writer("one", processed)) {
            awaitTable(withoutHeld);
            assertThat(leftOut()).isEqualTo(3);

            try (TableWriter second = fixture.writer("one", processed)) {
                await().atMost(PATIENCE).until(() -> first.status().state() == WriterState.FAILED);
                fixture.publish(Map.of("d", 5L));
                awaitTable(Map.of("a", 1L, "b", 1L, "c", 3L, "d", 5L));
                assertThat(leftOut()).isEqualTo(3);

                processed.set(commit);
                awaitTable();
                assertThat(second.status().state()).isEqualTo(WriterState.RUNNING);
            }
        }
        assertThat(leftOut()).isZero();
        assertThat(fixture.repeatedWrites()).isEmpty();
    }

    @Test
    void writersThatLoseTheirConnectionsWhileTheyHoldRowsWriteNothingTwice() throws SQLException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        AtomicReference<Lsn> processed = new AtomicReference<>(Lsn.ZERO);

        try (TableWriter writer = fixture.writer("one", processed)) {
            await().atMost(PATIENCE).until(() -> writer.status().state() == WriterState.RUNNING);
            for (long version = 1; version <= 60; version++) {
                if (random.nextInt(3) == 0) {
                    fixture.publish(someOf(random, version), new Lsn(version));
                } else {
                    fixture.publish(someOf(random, version));
                }
                if (version % 7 == 0) {
                    processed.set(new Lsn(version - random.nextInt(7)));
                }
                if (version % 10 == 0) {
                    database.rows(
                            "select pg_terminate_backend(pid) from pg_stat_activity"
                                    + " where usename = 'millrace_writer'"
                                    + " and datname = current_database()");
                }
            }
            processed.set(new Lsn(60));
            awaitTable();
            assertThat(writer.status().retries()).as("seed %d", seed).isPositive();
        }
        assertThat(leftOut()).as("seed %d", seed).isZero();
        assertThat(fixture.repeatedWrites()).as("seed %d", seed).isEmpty();
    }

    @Test
    void staleOffsetWritesNothing() throws SQLException {
        String topic = Topics.derived(fixture.store).name();
        AppliedOffsets offsets = new AppliedOffsets("stale", topic);
        StoreTable table;
        try (java.sql.Connection connection = fixture.pool().getConnection()) {
            table = StoreTable.load(connection, fixture.store);
        }
        TableTransaction transaction =
                new TableTransaction(fixture.pool(), offsets, table, WriteBack.NONE);
        TopicPartition partition = new TopicPartition(topic, 0);
        ReadRecord record =
                new RecordReader(fixture.store, table.columns())
                        .read(
                                new ConsumerRecord<>(
                                        topic,
                                        0,
                                        7,
                                        "[\"a\"]".getBytes(UTF_8),
                                        "{\"id\":\"a\",\"version\":1}".getBytes(UTF_8)));
        TreeMap<TopicPartition, TableTransaction.Advance> stale = new TreeMap<>((left, right) -> 0);
        stale.put(partition, new TableTransaction.Advance(Optional.of(Reach.to(3)), Reach.to(8)));

        assertThat(
                        org.assertj.core.api.Assertions.catchThrowable(
                                () -> transaction.apply(List.of(record), stale)))
                .isInstanceOf(OvertakenException.class);

        assertThat(fixture.table()).isEmpty();
    }

    @Test
    void unusableRecordsGoToTheDeadLettersAndTheRestIsWritten() throws SQLException {
        fixture.publish(Map.of("a", 1L));
        fixture.publishRaw("b", "not json");
        fixture.publishRaw("c", "{\"id\":\"c\"}");
        fixture.publishRaw("d", "{\"id\":\"d\",\"version\":\"many\"}");
        fixture.publishRaw("e", "{\"id\":\"e\",\"version\":-1}");
        fixture.publish(Map.of("f", 1L, "g", 1L));

        try (TableWriter writer = fixture.writer("one")) {
            awaitTable();
            await().atMost(PATIENCE).until(() -> writer.status().deadLetters() == 4);
        }

        List<ConsumerRecord<byte[], byte[]>> letters = deadLetters();
        assertThat(letters)
                .extracting(letter -> new String(letter.key(), UTF_8))
                .containsExactlyInAnyOrder("[\"b\"]", "[\"c\"]", "[\"d\"]", "[\"e\"]");
        assertThat(letters)
                .extracting(letter -> header(letter, DeadLetter.TOPIC))
                .containsOnly(Topics.derived(fixture.store).name());
        assertThat(letters)
                .extracting(letter -> header(letter, DeadLetter.REASON))
                .contains("row has no column 'version'", "the table refuses it, SQLSTATE 22P02");
    }

    @Test
    void missingTableStopsTheWriterAndSaysSo() throws SQLException {
        database.execute("drop table " + fixture.store.qualifiedName());

        try (TableWriter writer = fixture.writer("one")) {
            await().atMost(PATIENCE).until(() -> writer.status().state() == WriterState.FAILED);

            assertThat(writer.status().failure())
                    .hasValueSatisfying(why -> assertThat(why).contains("run the migrations"));
        }
    }

    private void awaitLostTopic(TableWriter writer) {
        await().atMost(PATIENCE).until(() -> writer.status().state() == WriterState.FAILED);
        assertThat(writer.status().failure())
                .hasValueSatisfying(why ->
                        assertThat(why)
                                .contains(
                                        "the topic is not the one that it was",
                                        "./millrace rebuild " + fixture.store.table()));
    }

    private static Map<String, Long> someOf(Random random, long version) {
        Map<String, Long> versions = new TreeMap<>();
        for (int i = 0; i < 5; i++) {
            versions.put("k" + random.nextInt(20), version);
        }
        return versions;
    }

    private void awaitTable() {
        awaitTable(fixture.expected);
    }

    private void awaitTable(Map<String, Long> expected) {
        await().atMost(PATIENCE).until(() -> fixture.table().equals(expected));
    }

    /** How many records the table says are left out of it. */
    private long leftOut() throws SQLException {
        return Long.parseLong(
                database.rows(
                                "select coalesce(sum(cardinality(left_offsets)), 0)"
                                        + " from derived.applied_offsets where processor = '"
                                        + fixture.processor()
                                        + "'")
                        .getFirst());
    }

    private void forgetEverything() throws SQLException {
        database.execute(
                "delete from %s; delete from derived.applied_offsets where processor = '%s'"
                        .formatted(fixture.store.qualifiedName(), fixture.processor()));
    }

    private List<String> rows() throws SQLException {
        return database.rows(
                "select * from %s order by id".formatted(fixture.store.qualifiedName()));
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                fixture.kafka.bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            TopicPartition partition =
                    new TopicPartition(Topics.deadLetters(fixture.store.name()).name(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
            await().atMost(PATIENCE)
                    .until(() -> {
                        consumer.poll(Duration.ofMillis(100)).forEach(letters::add);
                        return letters.size() >= 4;
                    });
            return letters;
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
