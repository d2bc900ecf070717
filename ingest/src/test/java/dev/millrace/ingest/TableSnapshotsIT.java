package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.millrace.ingest.testing.HistoryTables;
import dev.millrace.ingest.testing.IngestProcess;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.TestTopics;
import dev.millrace.ingest.testing.Workload;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class TableSnapshotsIT {

    private static final Logger LOG = LoggerFactory.getLogger(TableSnapshotsIT.class);

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
    void killedAtRandomItGoesOnWhereItWasAndNoOlderRowFollowsANewerOne()
            throws InterruptedException {
        long seed = System.nanoTime() % 100_000;
        LOG.atInfo().addKeyValue("seed", seed).log("kills of a copy");
        Random random = new Random(seed);
        HistoryTables tables = HistoryTables.create(source);
        int rows = 150_000;
        source.sql(
                "insert into t.items select g, g, 'before' from generate_series(1, %d) g"
                        .formatted(rows));
        IngestSettings settings = source.settings();

        int kills = 0;
        try (Workload _ = Workload.start(source, seed, 2)) {
            for (long size = 0; size < rows * 0.7; kills++) {
                long until = size + 10_000 + random.nextInt(30_000);
                try (IngestProcess ingest = IngestProcess.start(settings)) {
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(60))
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> TestTopics.sizeOf(tables.items()) > until);
                    ingest.kill();
                }
                size = TestTopics.sizeOf(tables.items());
            }
        }
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }

        assertThat(kills).isGreaterThan(1);
        // Each start copied only what the ones before had not: a chunk a kill at most is repeated.
        List<String> copied =
                TestTopics.of(tables.items()).stream()
                        .filter(record -> record.header("op").equals("r"))
                        .map(TestTopics.Published::key)
                        .toList();
        assertThat(copied.size() - Set.copyOf(copied).size()).isLessThan(12_000 * kills);
        tables.assertItemsPublished();
        tables.assertEndsOfHistoriesPublished();
    }

    @Test
    void rowsDeletedWhileTheSlotWasLostAreGoneAfterANewOne() throws InterruptedException {
        HistoryTables tables = HistoryTables.create(source);
        source.sql("insert into t.items select g, g, 'before' from generate_series(1, 30000) g");
        IngestSettings settings = source.settings();
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }
        source.sql(
                "select pg_drop_replication_slot('" + source.slot() + "')",
                "delete from t.items where id % 3 = 0",
                "update t.items set txt = 'after' where id % 3 = 1",
                "insert into t.items values (-1, 0, 'new')");

        assertThatExceptionOfType(PipelineException.class)
                .isThrownBy(() -> Ingest.start(settings))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(ErrorKind.SLOT_LOST));
        source.requestEverything();
        try (Workload _ = Workload.start(source, 5, 2);
                Ingest ingest = Ingest.start(settings)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> ingest.status().phase() == IngestStatus.Phase.STREAMING);
            assertThat(ingest.status().snapshot().orElseThrow().ghostsRemoved()).isPositive();
        }
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }

        tables.assertItemsPublished();
        // No reader saw the topic without the rows that were there before and after.
        assertThat(TestTopics.histories(tables.items()).get("[\"29999\"]")).doesNotContain("null");
        assertThat(unfinished()).isEmpty();
    }

    @Test
    void aRequestCopiesTheRowsItNames() throws InterruptedException {
        source.sql(
                "create table t.thing (id int primary key, name text)",
                "insert into t.thing select g, 'n' || g from generate_series(1, 10) g");
        CapturedTable thing = source.capture("thing", "id");
        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);

            request("t.thing", "id % 5 = 0 and name <> 'it''s'");
            request("t.thing", "no_such_column = 1");
            request("t.unknown", "true");
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> unfinished().isEmpty());
            source.sql("update t.thing set name = 'last' where id = 1");
            source.awaitPublished(ingest);
        }

        assertThat(TestTopics.of(thing))
                .filteredOn(record -> record.header("op").equals("r"))
                .extracting(TestTopics.Published::key)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(1, 2, 3, 4, 5, 5, 6, 7, 8, 9, 10, 10)
                                .map("[\"%d\"]"::formatted)
                                .toList());
        assertThat(
                        source.query(
                                "select state || ' ' || rows_copied || ' ' || coalesce(reason, '') from ops.table_snapshots where row_filter is not null order by requested_at"))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("done 2 "),
                        second -> assertThat(second).startsWith("failed 0").contains("no_such"),
                        third ->
                                assertThat(third)
                                        .startsWith("failed 0")
                                        .contains("t.unknown is not captured", "t.thing"));
    }

    @Test
    void aTableCapturedLaterAndAColumnWithValuesAreCopied() throws InterruptedException {
        source.sql(
                "create table t.one (id int primary key)",
                "create table t.two (id int primary key, note text)",
                "insert into t.one values (1)",
                "insert into t.two values (1, 'x'), (2, 'y')");
        CapturedTable one = source.capture("one", "id");
        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
        }

        CapturedTable two = source.capture("two", "id");
        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            assertThat(TestTopics.table(two)).hasSize(2);
            assertThat(TestTopics.of(one)).hasSize(1);

            source.sql(
                    "alter table t.one add column filled int default 7",
                    "alter table t.two add column empty int");
            source.sql("insert into t.one values (2, 8)", "insert into t.two values (3, 'z')");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(TestTopics.table(one))
                                    .isEqualTo(
                                            Map.of(
                                                    "[\"1\"]", "{\"id\":1,\"filled\":7}",
                                                    "[\"2\"]", "{\"id\":2,\"filled\":8}")));
            source.awaitPublished(ingest);
        }
        assertThat(TestTopics.of(two))
                .filteredOn(record -> record.header("op").equals("r"))
                .as("no value of the new column was missing")
                .hasSize(2);
    }

    private void request(String table, String filter) {
        source.sql(
                "insert into ops.table_snapshots (slot_name, table_name, row_filter) values ('%s', '%s', '%s')"
                        .formatted(source.slot(), table, filter.replace("'", "''")));
    }

    private List<String> unfinished() {
        return source.query(
                "select table_name from ops.table_snapshots where state in ('requested', 'copying')");
    }
}
