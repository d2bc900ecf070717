package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.publication.CommittedPositions;
import dev.millrace.ingest.testing.HistoryTables;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.TestTopics;
import dev.millrace.ingest.testing.TestTopics.Published;
import dev.millrace.ingest.testing.Workload;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.position.SourcePosition;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SnapshotThenStreamIT {

    private TestSource source;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    @Test
    void rowsChangesAndDeletesArriveInOrder() throws InterruptedException {
        source.sql(
                "create table t.thing (id int primary key, name text)",
                "insert into t.thing values (1, 'one'), (2, 'two')");
        CapturedTable thing = source.capture("thing", "id");

        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            source.sql(
                    "insert into t.thing values (3, 'three')",
                    "update t.thing set name = 'uno' where id = 1",
                    "delete from t.thing where id = 2",
                    "update t.thing set id = 4 where id = 3",
                    "begin; delete from t.thing where id = 4; insert into t.thing values (4, 'again'); commit");
            source.awaitPublished(ingest);
        }

        assertThat(TestTopics.histories(thing))
                .isEqualTo(
                        Map.of(
                                "[\"1\"]",
                                List.of(
                                        "{\"id\":1,\"name\":\"one\"}",
                                        "{\"id\":1,\"name\":\"uno\"}"),
                                "[\"2\"]",
                                List.of("{\"id\":2,\"name\":\"two\"}", "null"),
                                "[\"3\"]",
                                List.of("{\"id\":3,\"name\":\"three\"}", "null"),
                                "[\"4\"]",
                                List.of(
                                        "{\"id\":4,\"name\":\"three\"}",
                                        "null",
                                        "{\"id\":4,\"name\":\"again\"}")));
        assertThat(TestTopics.of(thing))
                .extracting(published -> published.header("op"))
                .containsExactlyInAnyOrder("r", "r", "c", "u", "d", "d", "c", "d", "c");
    }

    @Test
    void headersNameTheCommit() throws InterruptedException {
        source.sql("create table t.thing (id int primary key)", "insert into t.thing values (1)");
        CapturedTable thing = source.capture("thing", "id");

        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            source.sql("insert into t.thing values (2)");
            source.awaitPublished(ingest);
        }

        Published read = published(thing, "[\"1\"]");
        Published created = published(thing, "[\"2\"]");
        assertThat(read.headers()).containsOnlyKeys("op", "lsn", "commit-us");
        assertThat(created.headers()).containsOnlyKeys("op", "lsn", "commit-us", "xid");
        assertThat(created.header("xid"))
                .isEqualTo(source.value("select xmin::text from t.thing where id = 2"));
        long micros = Long.parseLong(created.header("commit-us"));
        assertThat(micros)
                .isBetween(
                        Long.parseLong(read.header("commit-us")),
                        Long.parseLong(
                                source.value(
                                        "select (extract(epoch from clock_timestamp()) * 1000000)::bigint")));
        assertThat(Lsn.parse(created.header("lsn")))
                .isGreaterThanOrEqualTo(Lsn.parse(read.header("lsn")));
    }

    @Test
    void writersDuringTheSnapshotLoseNothing() throws InterruptedException {
        HistoryTables tables = HistoryTables.create(source);
        source.sql(
                "insert into t.items select g, g, 'before' from generate_series(1, 10000) g",
                "insert into t.pairs select g, g, g from generate_series(1, 10000) g");

        try (Workload workload = Workload.start(source, 3, 3)) {
            try (Ingest ingest = Ingest.start(source.settings())) {
                Awaitility.await()
                        .atMost(Duration.ofSeconds(60))
                        .until(() ->
                                workload.commits() > 300
                                        && ingest.status().phase() == IngestStatus.Phase.STREAMING);
                workload.stop();
                source.awaitPublished(ingest);
                assertThat(ingest.status().snapshot().orElseThrow().tables())
                        .allMatch(table -> table.done())
                        .first()
                        .satisfies(table -> assertThat(table.rowsCopied()).isGreaterThan(9_000));
            }
        }

        tables.assertEndsOfHistoriesPublished();
        tables.assertItemsPublished();
    }

    @Test
    void lostSlotIsAnsweredByANewSnapshotWhenAskedFor() throws InterruptedException {
        source.sql(
                "create table t.thing (id int primary key)", "insert into t.thing values (1), (2)");
        CapturedTable thing = source.capture("thing", "id");
        IngestSettings settings = source.settings();
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }
        source.sql(
                "select pg_drop_replication_slot('" + source.slot() + "')",
                "delete from t.thing where id = 1",
                "insert into t.thing values (3)");

        source.requestEverything();
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }

        assertThat(TestTopics.table(thing)).containsOnlyKeys("[\"2\"]", "[\"3\"]");
    }

    @Test
    void archivedRowsBelongToTheTable() throws InterruptedException {
        source.sql(
                "create table t.event (id int primary key, note text, secret text)",
                "create table t.event_archive (id int primary key, note text, secret text, archived_at timestamptz default now())",
                "alter table t.event replica identity full",
                "insert into t.event values (2, 'live', 'hidden')",
                "insert into t.event_archive values (1, 'archived', 'hidden')");
        CapturedTable event =
                source.captured(
                        "event",
                        ReplicaIdentity.FULL,
                        Set.of("secret"),
                        Optional.of("t.event_archive"),
                        "id");

        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
        }

        assertThat(TestTopics.table(event))
                .isEqualTo(
                        Map.of(
                                "[\"1\"]", "{\"id\":1,\"note\":\"archived\"}",
                                "[\"2\"]", "{\"id\":2,\"note\":\"live\"}"));
    }

    private static Published published(CapturedTable table, String key) {
        return TestTopics.of(table).stream()
                .filter(published -> published.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private SourcePosition position() {
        return CommittedPositions.latest(TestSource.kafka(), source.slot()).orElseThrow();
    }
}
