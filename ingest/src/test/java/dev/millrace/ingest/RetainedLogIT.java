package dev.millrace.ingest;

import static dev.millrace.ingest.testing.StartAttempt.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.testsupport.OwnStack;
import dev.millrace.ingest.source.SlotState;
import dev.millrace.ingest.testing.StartAttempt;
import dev.millrace.ingest.testing.TableRows;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.position.Lsn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How much of its log the server has to keep for ingest, and what follows when it keeps no more.
 */
class RetainedLogIT {

    private static final boolean LONG = Boolean.getBoolean("millrace.test.long");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long MEGABYTE = 1L << 20;
    private static final long LIMIT_BYTES = 64 * MEGABYTE;

    private OwnStack stack;
    private TestSource source;
    private CapturedTable thing;
    private IngestSettings settings;

    @BeforeEach
    void freshServers() {
        stack = OwnStack.start();
        source = TestSource.on(stack);
        source.sql(
                "alter system set max_slot_wal_keep_size = '64MB'",
                "alter system set wal_keep_size = 0",
                "alter system set min_wal_size = '32MB'",
                "alter system set max_wal_size = '64MB'",
                "select pg_reload_conf()",
                "create table t.thing (id int primary key, name text)",
                "insert into t.thing select g, 'first' from generate_series(1, 100) g",
                "create table t.other (txt text)");
        thing = source.capture("thing", "id");
        settings = StartAttempt.patient(source.settings());
    }

    @AfterEach
    void endServers() {
        stack.close();
    }

    @Test
    void slotBeyondTheServersLimitIsNamedAndASnapshotConverges() throws InterruptedException {
        StartAttempt.accepted(settings);
        source.sql(
                "delete from t.thing where id <= 50",
                "update t.thing set name = 'second' where id > 90",
                "insert into t.thing select g, 'third' from generate_series(101, 120) g");
        long before = walEnd().value();
        while (walEnd().value() - before < 200 * MEGABYTE) {
            fill(20);
        }
        source.sql("checkpoint");

        assertThat(
                        source.value(
                                "select wal_status from pg_replication_slots where slot_name = '"
                                        + source.slot()
                                        + "'"))
                .isEqualTo("lost");
        long start = System.nanoTime();
        refused(settings, ErrorKind.SLOT_LOST)
                .hasMessageContaining(source.slot())
                .hasMessageContaining("invalidated")
                .hasMessageContaining("wal_removed");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);

        source.requestEverything();
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
            source.sql("update t.thing set name = 'fourth' where id = 120");
            source.awaitPublished(ingest);
        }
        TableRows.assertSame(source, thing);
    }

    @Test
    void idleTablesLetTheLogGoWhileOthersAreBusy() throws InterruptedException, SQLException {
        int rounds = LONG ? 600 : 30;
        int megabytesARound = LONG ? 1 : 8;
        try (Ingest ingest = Ingest.start(settings);
                Connection connection = source.connect()) {
            source.awaitPublished(ingest);
            Lsn begin = walEnd();
            for (int round = 0; round < rounds; round++) {
                Lsn before = walEnd();
                fill(megabytesARound);
                if (!LONG) {
                    // What the server's background writer does every 15 seconds: only there can a
                    // decoding begin, so only up to there the log can go.
                    source.sql("select pg_log_standby_snapshot()");
                }
                Awaitility.await()
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> !slot(connection).confirmed().isBefore(before));

                SlotState slot = slot(connection);
                assertThat(slot.lost()).isEmpty();
                assertThat(slot.retainedBytes()).as("round %d", round).isLessThan(LIMIT_BYTES);
            }

            assertThat(walEnd().value() - begin.value())
                    .as("written while the captured tables were idle")
                    .isGreaterThan(3 * LIMIT_BYTES);
            assertThat(ingest.status().restarts()).isZero();
            assertThat(ingest.status().retainedBytes().orElseThrow()).isLessThan(LIMIT_BYTES);
        }
        TableRows.assertSame(source, thing);
    }

    /** Writes so much of the log with a table that is not captured. */
    private void fill(int megabytes) {
        source.sql(
                "insert into t.other select repeat(md5(g::text), 30) from generate_series(1, %d) g"
                        .formatted(megabytes * 1000),
                "truncate t.other");
    }

    private SlotState slot(Connection connection) throws SQLException {
        return SlotState.read(connection, source.slot()).orElseThrow();
    }

    private Lsn walEnd() {
        return Lsn.parse(source.value("select pg_current_wal_insert_lsn()"));
    }
}
