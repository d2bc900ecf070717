package dev.millrace.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.request.RowRequests;
import dev.millrace.ingest.request.RowRequests.Answer;
import dev.millrace.ingest.testing.IngestProcess;
import dev.millrace.ingest.testing.Seed;
import dev.millrace.ingest.testing.StartAttempt;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.TestTopics;
import dev.millrace.ingest.watch.AlarmLevel;
import dev.millrace.ingest.watch.CaptureThresholds;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.deadletter.DeadLetter.Kind;
import dev.millrace.schema.deadletter.DeadLetter.Origin;
import dev.millrace.schema.deadletter.DeadLetterReader;
import dev.millrace.schema.deadletter.DeadLetterReader.Kept;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that cannot be published are set aside, and stop nothing else. */
class BadRowsIT {

    private static final String LETTERS = "dlq.ingest";
    private static final int ROW_BYTES_MAX = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private TestSource source;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    @ParameterizedTest
    @EnumSource(LogReader.class)
    void badChangesAreSetAsideAndAllOthersArrive(LogReader reader) throws InterruptedException {
        source.sql(
                "create table t.wide (id int primary key, txt text)",
                "create table t.keyless (id int primary key, n int)",
                "create table t.toast (id int primary key, n int, big text)",
                "alter table t.toast alter big set storage external");
        CapturedTable wide = source.capture("wide", "id");
        CapturedTable keyless = source.capture("keyless", "id");
        // Its catalogue entry says the key is enough, and nobody noticed the long column.
        CapturedTable toast =
                source.captured("toast", ReplicaIdentity.DEFAULT, Set.of(), Optional.empty(), "id");
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        String xid;
        try (Ingest ingest = Ingest.start(limited(reader), CaptureThresholds.DEFAULTS, registry)) {
            StartAttempt.awaitStreaming(ingest);
            // A key that the gate has seen and that is taken away later.
            source.sql(
                    "insert into t.toast values (1, 0, repeat('x', 10000)), (2, 0, 'short')",
                    "alter table t.keyless drop constraint keyless_pkey",
                    "alter table t.keyless alter id drop not null",
                    "insert into t.wide values (1, 'good')");
            xid =
                    source.query(
                                    """
                                    with a as (insert into t.wide values (2, 'good'), (3, repeat('y', 30000)), (4, 'good'))
                                    select pg_current_xact_id()::text
                                    """)
                            .getFirst();
            source.sql(
                    "insert into t.keyless values (1, 1), (null, 2), (3, 3)",
                    "update t.toast set n = n + 1",
                    "update t.wide set txt = 'last'  where id = 1");
            source.awaitPublished(ingest);

            assertThat(ingest.status().phase()).isEqualTo(IngestStatus.Phase.STREAMING);
            assertThat(ingest.status().rowsSetAside()).isEqualTo(3);
            assertThat(ingest.health().level()).isEqualTo(AlarmLevel.WARNING);
            assertThat(ingest.health().reasons())
                    .anyMatch(reason -> reason.startsWith("3 rows could not be published"));
            assertThat(
                            registry.get("millrace.dead.letters")
                                    .tag("topic", LETTERS)
                                    .counter()
                                    .count())
                    .isEqualTo(3);
        }

        assertThat(TestTopics.of(wide)).hasSize(4);
        assertThat(TestTopics.table(wide)).containsOnlyKeys("[\"1\"]", "[\"2\"]", "[\"4\"]");
        assertThat(TestTopics.table(keyless)).containsOnlyKeys("[\"1\"]", "[\"3\"]");
        // What the topic held before stays, until it is replayed.
        assertThat(TestTopics.table(toast).get("[\"1\"]")).contains("\"n\":0");
        assertThat(TestTopics.table(toast).get("[\"2\"]")).contains("\"n\":1");

        List<Kept> letters = letters();
        assertThat(letters)
                .extracting(kept -> kept.letter().kind())
                .containsExactly(Kind.TOO_LARGE, Kind.KEY_MISSING, Kind.VALUE_MISSING);
        DeadLetter tooLarge = letters.getFirst().letter();
        assertThat(tooLarge.origin())
                .isInstanceOfSatisfying(
                        Origin.Source.class,
                        origin -> {
                            assertThat(origin.table()).isEqualTo("t.wide");
                            assertThat(origin.operation()).isEqualTo("c");
                            assertThat(origin.xid())
                                    .isEqualTo(OptionalLong.of(Long.parseLong(xid)));
                            assertThat(origin.ordinal()).isEqualTo(OptionalLong.of(2));
                        });
        assertThat(keyOf(tooLarge)).contains(RowKey.of("3"));
        assertThat(tooLarge.reason()).contains("txt, 30,000 characters").contains("20,000 fit");
        assertThat(valueOf(tooLarge))
                .startsWith("{\"row\":{\"id\":\"3\",\"txt\":\"yyy")
                .endsWith("\"cut\":{\"txt\":30000}}")
                .hasSizeLessThan(2_500);
        assertThat(letters.get(1).letter().reason()).isEqualTo("key column id is null");
        assertThat(keyOf(letters.get(1).letter())).isEmpty();
        assertThat(letters.get(2).letter().reason()).contains("unchanged value of big");
    }

    @Test
    void badRowsDoNotStopACopy() throws InterruptedException {
        source.sql(
                "create table t.wide (id int primary key, txt text)",
                "insert into t.wide select g, case when g % 500 = 0 then repeat('z', 40000) else 'n' || g end from generate_series(1, 5000) g");
        CapturedTable wide = source.capture("wide", "id");
        try (Ingest ingest = Ingest.start(limited(TestSource.logReader()))) {
            source.awaitPublished(ingest);
            assertThat(ingest.status().rowsSetAside()).isEqualTo(10);
        }

        assertSameBut(wide, "id % 500 <> 0");
        assertThat(keysOf(letters()))
                .containsExactlyInAnyOrderElementsOf(
                        source.query("select '[\"' || id || '\"]' from t.wide where id % 500 = 0"));
        assertThat(
                        source.value(
                                "select rows_set_aside from ops.table_snapshots where table_name = 't.wide'"))
                .isEqualTo("10");
    }

    @Test
    void eachBadChangeIsSetAsideOnceThroughKills() throws InterruptedException {
        Random random = new Random(Seed.draw("kills among bad rows"));
        source.sql("create table t.wide (id int primary key, txt text)");
        CapturedTable wide = source.capture("wide", "id");
        IngestSettings settings = limited(TestSource.logReader());
        // The table is copied before: every letter is then one of the log.
        StartAttempt.accepted(settings);
        int id = 0;
        for (int kill = 0; kill < 5; kill++) {
            try (IngestProcess ingest = IngestProcess.start(settings)) {
                long until = TestTopics.sizeOf(wide) + 20 + random.nextInt(400);
                for (int i = 0; i < 10; i++, id += 200) {
                    source.sql(
                            "insert into t.wide select g, case when g %% 7 = 0 then repeat('z', 40000) else 'n' end from generate_series(%d, %d) g"
                                    .formatted(id, id + 199));
                }
                Awaitility.await()
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> TestTopics.sizeOf(wide) > until);
                ingest.kill();
            }
        }
        source.sql("insert into t.wide values (-1, 'last')");
        try (Ingest ingest = Ingest.start(StartAttempt.patient(settings))) {
            source.awaitPublished(ingest);
        }

        assertSameBut(wide, "length(txt) < 40000");
        List<Kept> letters = letters();
        List<String> keys = new ArrayList<>(keysOf(letters));
        List<String> bad =
                source.query("select '[\"' || id || '\"]' from t.wide where length(txt) = 40000");
        keys.sort(null);
        bad.sort(null);
        assertThat(keys).isEqualTo(bad);
        assertThat(letters)
                .extracting(kept -> ((Origin.Source) kept.letter().origin()).xid().isPresent())
                .containsOnly(true);
    }

    @Test
    void strictIngestStopsAndSaysWhere() throws InterruptedException {
        source.sql("create table t.wide (id int primary key, txt text)");
        CapturedTable wide = source.capture("wide", "id");
        IngestSettings settings = limited(TestSource.logReader());
        try (Ingest ingest = Ingest.start(settings.withBadRows(true, ROW_BYTES_MAX))) {
            StartAttempt.awaitStreaming(ingest);
            source.sql(
                    "insert into t.wide values (1, 'good')",
                    "insert into t.wide values (2, repeat('w', 40000))",
                    "insert into t.wide values (3, 'good')");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> ingest.status().phase() == IngestStatus.Phase.FAILED);
            PipelineException failure = ingest.status().failure().orElseThrow();
            assertThat(failure.kind()).isEqualTo(ErrorKind.RECORD_MALFORMED);
            assertThat(failure)
                    .hasMessageContaining("t.wide with key [\"2\"]")
                    .hasMessageContaining("column txt")
                    .hasMessageNotContaining("www");
        }
        assertThat(letters()).isEmpty();

        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }
        assertSameBut(wide, "id <> 2");
        assertThat(keysOf(letters())).containsExactly("[\"2\"]");
    }

    @Test
    void aReplayBringsTheRowAsItIsNow() throws InterruptedException {
        source.sql(
                "create table t.wide (id int, \"Kind of\" text, txt text, primary key (\"Kind of\", id))");
        CapturedTable wide = source.capture("wide", "Kind of", "id");
        try (Ingest ingest = Ingest.start(limited(TestSource.logReader()));
                RowRequests requests = RowRequests.open(source.operator())) {
            StartAttempt.awaitStreaming(ingest);
            source.sql(
                    "insert into t.wide select g, E'it''s \\\\ \"a\"', 'first' from generate_series(1, 5) g",
                    "update t.wide set txt = repeat('v', 40000) where id <= 4");
            source.awaitPublished(ingest);
            assertThat(letters()).hasSize(4);
            // The causes are mended: one smaller, one deleted, one of another key; one is left.
            source.sql("update t.wide set txt = 'small' where id = 1");
            source.awaitPublished(ingest);
            source.sql("update t.wide set txt = repeat('u', 40000) where id = 1");
            source.awaitPublished(ingest);
            source.sql("update t.wide set txt = 'small again' where id = 1");
            deleteBeyondTheLog(ingest, "id = 2");

            List<Answer> answers = replayAll(requests, wide);

            assertThat(answers).allMatch(Answer::isEnded);
            assertThat(answers)
                    .extracting(Answer::inWords)
                    .containsExactlyInAnyOrder(
                            "done",
                            "gone, removed",
                            "still cannot be published",
                            "still cannot be published");
            assertThat(ingest.status().rowsWaiting()).isEqualTo(2);
            source.sql("update t.wide set txt = 'small' where id in (3, 4)");
            source.awaitPublished(ingest);

            assertThat(replayAll(requests, wide)).allMatch(Answer::isRight);
            assertThat(ingest.status().rowsWaiting()).isZero();
            assertThat(ingest.health().level()).isEqualTo(AlarmLevel.FINE);
            assertThat(requests.answers().keySet())
                    .containsAll(letters().stream().map(kept -> kept.place().toString()).toList());
        }
        assertThat(TestTopics.table(wide).values())
                .containsExactlyInAnyOrderElementsOf(
                        source.query(
                                "select format('{\"id\":%s,\"Kind of\":%s,\"txt\":%s}', id, to_json(\"Kind of\"), to_json(txt)) from t.wide"));
    }

    @Test
    void leftOutColumnsAreInNoDeadLetter() throws InterruptedException {
        String planted = "planted-7c31e";
        source.sql(
                "create table t.person (id int primary key, secret text, txt text)",
                "alter table t.person replica identity full",
                "insert into t.person values (1, '%s', repeat('z', 40000))".formatted(planted));
        source.captured("person", ReplicaIdentity.FULL, Set.of("secret"), Optional.empty(), "id");
        try (Ingest ingest = Ingest.start(limited(TestSource.logReader()))) {
            source.awaitPublished(ingest);
            source.sql(
                    "insert into t.person values (2, '%s', repeat('z', 40000))".formatted(planted),
                    "update t.person set txt = txt || 'z'");
            source.awaitPublished(ingest);
        }

        assertThat(letters()).hasSizeGreaterThanOrEqualTo(4);
        for (TestTopics.Published letter : records()) {
            assertThat(letter.toString()).contains("zzz").doesNotContain(planted);
        }
    }

    @Test
    void aTopicThatTakesLessThanTheSettingDecides() throws Exception {
        source.sql(
                "create table t.wide (id int primary key, txt text)",
                "insert into t.wide values (1, 'good')");
        CapturedTable wide = source.capture("wide", "id");
        IngestSettings settings = source.settings();
        StartAttempt.accepted(settings);
        limitTopic(wide, 5_000);
        try (Ingest ingest = Ingest.start(settings)) {
            source.sql("insert into t.wide values (2, repeat('y', 6000)), (3, 'good')");
            source.awaitPublished(ingest);
            assertThat(ingest.status().restarts()).isZero();
        }
        assertSameBut(wide, "id <> 2");
        assertThat(keysOf(letters())).containsExactly("[\"2\"]");

        limitTopic(wide, 900);
        try (Ingest ingest = Ingest.start(settings)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> ingest.status().phase() == IngestStatus.Phase.FAILED);
            assertThat(ingest.status().failure().orElseThrow())
                    .hasMessageContaining("topic app.t.wide takes records of 900 bytes at most");
        }
    }

    private void limitTopic(CapturedTable table, int bytes) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", source.topics().bootstrapServers()))) {
            admin.incrementalAlterConfigs(
                            Map.of(
                                    new ConfigResource(
                                            ConfigResource.Type.TOPIC,
                                            Topics.capture(table).name()),
                                    List.of(
                                            new AlterConfigOp(
                                                    new ConfigEntry(
                                                            "max.message.bytes",
                                                            Integer.toString(bytes)),
                                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    /** A row goes without a word in the log that anybody reads: as after a restore. */
    private void deleteBeyondTheLog(Ingest ingest, String where) throws InterruptedException {
        source.sql(
                "alter publication p_test drop table t.wide",
                "delete from t.wide where " + where,
                "alter publication p_test add table t.wide");
        source.awaitPublished(ingest);
    }

    private List<Answer> replayAll(RowRequests requests, CapturedTable table)
            throws InterruptedException {
        List<UUID> asked = new ArrayList<>();
        Map<String, Answer> answers = requests.answers();
        Set<RowKey> keys = new HashSet<>();
        for (Kept kept : letters()) {
            Answer answer = answers.get(kept.place().toString());
            RowKey key = keyOf(kept.letter()).orElseThrow();
            if ((answer == null || !answer.isRight()) && keys.add(key)) {
                List<Kept> same =
                        letters().stream()
                                .filter(other -> keyOf(other.letter()).equals(Optional.of(key)))
                                .toList();
                asked.add(
                        requests.request(
                                source.slot(),
                                table,
                                key,
                                same.stream().map(Kept::place).toList()));
            }
        }
        return List.copyOf(requests.await(asked, PATIENCE).values());
    }

    private IngestSettings limited(LogReader reader) {
        return source.settings().withLogReader(reader).withBadRows(false, ROW_BYTES_MAX);
    }

    private List<Kept> letters() {
        try (DeadLetterReader reader = new DeadLetterReader(source.topics())) {
            return reader.letters(List.of(LETTERS));
        }
    }

    private List<TestTopics.Published> records() {
        List<TestTopics.Published> records = new ArrayList<>();
        TestTopics.forEach(source.topics(), LETTERS, records::add);
        return records;
    }

    /** The topic holds exactly these rows of the table. */
    private void assertSameBut(CapturedTable table, String where) {
        List<String> published = new ArrayList<>(TestTopics.table(table).values());
        List<String> rows =
                source.query(
                        "select format('{\"id\":%%s,\"txt\":%%s}', id, to_json(txt)) from t.wide where %s"
                                .formatted(where));
        published.sort(null);
        rows.sort(null);
        assertThat(published.equals(rows))
                .as("topic and table differ: %d and %d rows", published.size(), rows.size())
                .isTrue();
    }

    private static List<String> keysOf(List<Kept> letters) {
        return letters.stream()
                .map(kept -> new String(kept.letter().key().orElseThrow().get(), UTF_8))
                .toList();
    }

    private static Optional<RowKey> keyOf(DeadLetter letter) {
        return letter.key().map(key -> RowKeySerde.fromBytes(key.get()));
    }

    private static String valueOf(DeadLetter letter) {
        return new String(letter.value().orElseThrow().get(), UTF_8);
    }
}
