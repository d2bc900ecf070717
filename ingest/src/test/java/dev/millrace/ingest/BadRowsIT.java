package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.testing.IngestProcess;
import dev.millrace.ingest.testing.Letters;
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
import dev.millrace.schema.deadletter.DeadLetterReader.Kept;
import dev.millrace.schema.topics.RowKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that cannot be published are set aside, and stop nothing else. */
class BadRowsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private TestSource source;
    private Letters letters;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
        letters = new Letters(source);
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
        try (Ingest ingest =
                Ingest.start(letters.limited(reader), CaptureThresholds.DEFAULTS, registry)) {
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
                                    .tag("topic", Letters.TOPIC)
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

        List<Kept> setAside = letters.all();
        assertThat(setAside)
                .extracting(kept -> kept.letter().kind())
                .containsExactly(Kind.TOO_LARGE, Kind.KEY_MISSING, Kind.VALUE_MISSING);
        DeadLetter tooLarge = setAside.getFirst().letter();
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
        assertThat(Letters.keyOf(tooLarge)).contains(RowKey.of("3"));
        assertThat(tooLarge.reason()).contains("txt, 30,000 characters").contains("20,000 fit");
        assertThat(Letters.valueOf(tooLarge))
                .startsWith("{\"row\":{\"id\":\"3\",\"txt\":\"yyy")
                .endsWith("\"cut\":{\"txt\":30000}}")
                .hasSizeLessThan(2_500);
        assertThat(setAside.get(1).letter().reason()).isEqualTo("key column id is null");
        assertThat(Letters.keyOf(setAside.get(1).letter())).isEmpty();
        assertThat(setAside.get(2).letter().reason()).contains("unchanged value of big");
    }

    @Test
    void badRowsDoNotStopACopy() throws InterruptedException {
        source.sql(
                "create table t.wide (id int primary key, txt text)",
                "insert into t.wide select g, case when g % 500 = 0 then repeat('z', 40000) else 'n' || g end from generate_series(1, 5000) g");
        CapturedTable wide = source.capture("wide", "id");
        try (Ingest ingest = Ingest.start(letters.limited(TestSource.logReader()))) {
            source.awaitPublished(ingest);
            assertThat(ingest.status().rowsSetAside()).isEqualTo(10);
        }

        letters.assertSameBut(wide, "id % 500 <> 0");
        assertThat(Letters.keysOf(letters.all()))
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
        IngestSettings settings = letters.limited(TestSource.logReader());
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

        letters.assertSameBut(wide, "length(txt) < 40000");
        List<Kept> setAside = letters.all();
        List<String> keys = new ArrayList<>(Letters.keysOf(setAside));
        List<String> bad =
                source.query("select '[\"' || id || '\"]' from t.wide where length(txt) = 40000");
        keys.sort(null);
        bad.sort(null);
        assertThat(keys).isEqualTo(bad);
        assertThat(setAside)
                .extracting(kept -> ((Origin.Source) kept.letter().origin()).xid().isPresent())
                .containsOnly(true);
    }

    @Test
    void leftOutColumnsAreInNoDeadLetter() throws InterruptedException {
        String planted = "planted-7c31e";
        source.sql(
                "create table t.person (id int primary key, secret text, txt text)",
                "alter table t.person replica identity full",
                "insert into t.person values (1, '%s', repeat('z', 40000))".formatted(planted));
        source.captured("person", ReplicaIdentity.FULL, Set.of("secret"), Optional.empty(), "id");
        try (Ingest ingest = Ingest.start(letters.limited(TestSource.logReader()))) {
            source.awaitPublished(ingest);
            source.sql(
                    "insert into t.person values (2, '%s', repeat('z', 40000))".formatted(planted),
                    "update t.person set txt = txt || 'z'");
            source.awaitPublished(ingest);
        }

        assertThat(letters.all()).hasSizeGreaterThanOrEqualTo(4);
        for (TestTopics.Published letter : letters.records()) {
            assertThat(letter.toString()).contains("zzz").doesNotContain(planted);
        }
    }
}
