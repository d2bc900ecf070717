package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.IngestStatus.Phase;
import dev.millrace.ingest.testing.StartAttempt;
import dev.millrace.ingest.testing.TableRows;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.TestTopics;
import dev.millrace.schema.capture.CapturedTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Partitions come and go under a captured root. What is detached or dropped is archived, not
 * deleted; a row that moves stays; the rows that a partition brings with it are copied.
 */
class PartitionsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String JANUARY = "values from ('2026-01-01') to ('2026-02-01')";
    private static final String FEBRUARY = "values from ('2026-02-01') to ('2026-03-01')";

    private TestSource source;
    private CapturedTable log;

    @BeforeEach
    void partitionedTable() {
        source = TestSource.fresh();
        source.sql(
                "create table t.log (id int, day date, primary key (id, day)) partition by range (day)",
                "create table t.log_1 partition of t.log for " + JANUARY,
                "alter table t.log_1 replica identity full",
                "insert into t.log values (1, '2026-01-10')");
        log = source.capture("log", "id", "day");
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    @Test
    void rowsArriveAsThoseOfTheRootWhereverTheyAre() throws InterruptedException {
        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            attachEmpty();
            source.sql("insert into t.log values (2, '2026-02-02')");
            source.awaitPublished(ingest);
        }

        assertThat(TestTopics.histories(log))
                .isEqualTo(
                        Map.of(
                                "[\"1\",\"2026-01-10\"]",
                                        List.of("{\"id\":1,\"day\":\"2026-01-10\"}"),
                                "[\"2\",\"2026-02-02\"]",
                                        List.of("{\"id\":2,\"day\":\"2026-02-02\"}")));
        TableRows.assertSame(source, log);
    }

    @Test
    void rowThatMovesToAnotherPartitionStays() throws InterruptedException {
        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            attachEmpty();
            source.sql(
                    "update t.log set day = '2026-02-10' where id = 1",
                    "insert into t.log values (3, '2026-01-03'), (4, '2026-02-04')",
                    "update t.log set day = day + 31 where id = 3",
                    "update t.log set day = day - 31 where id = 4");
            source.awaitPublished(ingest);
        }

        assertThat(source.query("select id from t.log order by id")).containsExactly("1", "3", "4");
        TableRows.assertSame(source, log);
    }

    @Test
    void whatIsDetachedOrDroppedIsArchivedNotDeleted() throws InterruptedException {
        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            attachEmpty();
            source.sql(
                    "insert into t.log values (2, '2026-02-02')",
                    "alter table t.log detach partition t.log_1",
                    // No longer of the captured table.
                    "update t.log_1 set id = 100",
                    "drop table t.log_2",
                    "create table t.log_3 partition of t.log for values from ('2026-03-01') to ('2026-04-01')",
                    "alter table t.log_3 replica identity full",
                    "insert into t.log values (3, '2026-03-03')");
            source.awaitPublished(ingest);
            assertThat(ingest.status().phase()).isEqualTo(Phase.STREAMING);
        }

        assertThat(TestTopics.table(log))
                .containsOnlyKeys(
                        "[\"1\",\"2026-01-10\"]",
                        "[\"2\",\"2026-02-02\"]",
                        "[\"3\",\"2026-03-03\"]");
    }

    @Test
    void partitionThatBringsRowsIsReportedAndTheyAreCopied() throws InterruptedException {
        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            attachEmptyMarch();
            attachWithRows();
            source.sql("update t.log set id = id + 100 where id = 2");

            awaitCopied();
            source.awaitPublished(ingest);
            assertThat(ingest.status().restarts()).isZero();
        }

        assertThat(source.value("select count(*) from t.log where day >= '2026-02-01'"))
                .isEqualTo("3");
        TableRows.assertSame(source, log);
    }

    @Test
    void partitionThatBroughtRowsWhileIngestWasAwayIsReportedOnceAndTheyAreCopied()
            throws InterruptedException {
        IngestSettings settings = source.settings();
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }
        attachWithRows();

        for (int start = 0; start < 2; start++) {
            try (Ingest ingest = Ingest.start(settings)) {
                awaitCopied();
                source.awaitPublished(ingest);
            }
        }

        TableRows.assertSame(source, log);
    }

    @Test
    void rowsThatWereThereBeforeTheSnapshotAreCopied() throws InterruptedException {
        attachWithRows();

        try (Ingest ingest = Ingest.start(source.settings())) {
            source.awaitPublished(ingest);
            source.sql("insert into t.log values (3, '2026-01-03')");
            source.awaitPublished(ingest);
        }

        TableRows.assertSame(source, log);
    }

    @Test
    void partitionsOfTheModelMayBeLookedAt() {
        IngestSettings settings = source.settingsOfTheModel();
        StartAttempt.accepted(settings);
        for (String root :
                List.of(
                        "wellness.bookings",
                        "engagement.messages",
                        "analytics.user_activity_logs")) {
            assertThat(
                            source.value(
                                    "select ops.ensure_month_partitions('%s', '2040-01-01', '2040-01-01')"
                                            .formatted(root)))
                    .isEqualTo("1");
        }

        StartAttempt.accepted(settings);
    }

    /** The copy that ingest asked for, one, is made. */
    private void awaitCopied() {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(
                                        source.query(
                                                "select state from ops.table_snapshots where reason like 'partition t.log_2 was attached with rows%' and table_name = 't.log'"))
                                .containsExactly("done"));
    }

    private void attachEmptyMarch() {
        source.sql(
                "create table t.log_3 partition of t.log for values from ('2026-03-01') to ('2026-04-01')",
                "alter table t.log_3 replica identity full",
                "insert into t.log values (5, '2026-03-05')");
    }

    /** As the maintenance of partitions does it. */
    private void attachEmpty() {
        source.sql(
                "begin; create table t.log_2 (like t.log); alter table t.log_2 replica identity full;"
                        + " alter table t.log attach partition t.log_2 for "
                        + FEBRUARY
                        + "; commit");
    }

    private void attachWithRows() {
        source.sql(
                "create table t.log_2 (like t.log)",
                "alter table t.log_2 replica identity full",
                "insert into t.log_2 values (2, '2026-02-02'), (4, '2026-02-04')",
                "alter table t.log attach partition t.log_2 for " + FEBRUARY);
    }
}
