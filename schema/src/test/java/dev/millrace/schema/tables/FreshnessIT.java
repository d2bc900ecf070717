package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code derived.await} and {@code derived.freshness}, with a watcher played by hand. */
class FreshnessIT {

    private TestDatabase database;
    private Connection connection;

    @BeforeEach
    void migrate() throws SQLException {
        database = TestDatabase.migrated();
        connection = database.connect();
        execute(
                """
                insert into derived.store_freshness (store, system_identifier, timeline, as_of_lsn,
                    as_of_time)
                select store, system_identifier, timeline, '0/1000', now() - interval '5 seconds'
                from derived.here(),
                    unnest(array['course_statistics', 'search:courses']) store
                """);
    }

    @AfterEach
    void drop() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void whatTheStoreHoldsIsAnsweredAtOnce() throws SQLException {
        assertThat(value("select derived.await('course_statistics', '0/1000', '1 hour')"))
                .isEqualTo("t");
        assertThat(value("select derived.await('search:courses', '0/FFF', '1 hour')"))
                .isEqualTo("t");
    }

    @Test
    void withoutPatienceThePresentAnswerIsGiven() throws SQLException {
        assertThat(value("select derived.await('course_statistics', '0/1001', '0')"))
                .isEqualTo("f");
        assertThat(value("select derived.await('course_statistics', '0/1001', '-1 second')"))
                .isEqualTo("f");
    }

    @Test
    void theTimeoutEndsTheWait() throws SQLException {
        long begin = System.nanoTime();

        assertThat(value("select derived.await('course_statistics', '0/1001', '150 ms')"))
                .isEqualTo("f");
        assertThat(System.nanoTime() - begin).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(150));
    }

    @Test
    void aWaiterSeesWhatOthersCommit() throws SQLException {
        CompletableFuture<String> waiter =
                CompletableFuture.supplyAsync(() -> {
                    try (Connection other = database.connect()) {
                        return value(
                                other,
                                "select derived.await('course_statistics', '0/2000', '30 s')");
                    } catch (SQLException e) {
                        throw new CompletionException(e);
                    }
                });
        while (value(
                        "select count(*) from pg_locks where locktype = 'advisory'"
                                + " and classid = 1835625580 and objid = 1")
                .equals("0")) {
            Thread.onSpinWait();
        }
        assertThat(waiter).isNotDone();

        execute("update derived.store_freshness set as_of_lsn = '0/2000'");

        assertThat(waiter.join()).isEqualTo("t");
    }

    @Test
    void aTransactionWithOneSnapshotIsToldThatItWouldWaitForNothing() throws SQLException {
        connection.setAutoCommit(false);
        for (int level :
                new int[] {
                    Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE
                }) {
            connection.setTransactionIsolation(level);
            assertThatThrownBy(
                            () -> value("select derived.await('course_statistics', '0/1', '1 s')"))
                    .hasMessageContaining("cannot wait in a transaction of isolation level")
                    .hasMessageContaining(
                            level == Connection.TRANSACTION_SERIALIZABLE
                                    ? "\"serializable\""
                                    : "\"repeatable read\"");
            connection.rollback();
            assertThat(value("select derived.await('course_statistics', '0/1', '0')"))
                    .isEqualTo("t");
            connection.rollback();
        }
    }

    @Test
    void anUnknownStoreIsNamedWithThoseThatThereAre() {
        assertThatThrownBy(() -> value("select derived.await('curse_statistics', '0/1', '1 s')"))
                .hasMessageContaining(
                        "unknown store \"curse_statistics\", expected one of: course_statistics, search:courses");
    }

    @Test
    void nullsAreRefusedByName() {
        assertThatThrownBy(() -> value("select derived.await(null, '0/1', '1 s')"))
                .hasMessageContaining("store is null");
        assertThatThrownBy(() -> value("select derived.await('course_statistics', null, '1 s')"))
                .hasMessageContaining("lsn is null");
        assertThatThrownBy(() -> value("select derived.await('course_statistics', '0/1', null)"))
                .hasMessageContaining("timeout is null");
    }

    @Test
    void whatIsNotKnownIsWaitedFor() throws SQLException {
        execute("update derived.store_freshness set as_of_lsn = null, as_of_time = null");

        assertThat(value("select derived.await('course_statistics', '0/1', '20 ms')"))
                .isEqualTo("f");
        assertThat(value("select lag is null and behind_bytes is null from derived.freshness"))
                .isEqualTo("t");
    }

    @Test
    void positionsOfAnotherTimelineOrClusterDoNotHold() throws SQLException {
        execute("update derived.store_freshness set timeline = timeline + 1");
        assertThat(value("select derived.await('course_statistics', '0/1', '0')"))
                .isNotEqualTo("t");
        assertThat(value("select count(as_of_lsn) from derived.freshness")).isEqualTo("0");

        execute(
                "update derived.store_freshness"
                        + " set timeline = timeline - 1, system_identifier = '1'");
        assertThat(value("select derived.await('course_statistics', '0/1', '0')"))
                .isNotEqualTo("t");
        assertThat(value("select count(as_of_lsn) from derived.freshness")).isEqualTo("0");
    }

    @Test
    void freshnessIsInTimeAndInBytes() throws SQLException {
        execute("update derived.store_freshness set as_of_lsn = pg_current_wal_lsn() - 1000");

        assertThat(
                        value(
                                """
                                select lag between '5 seconds' and '1 minute'
                                    and behind_bytes between 1000 and 10000000
                                from derived.freshness where store = 'course_statistics'
                                """))
                .isEqualTo("t");
    }

    @Test
    void theLogIsMovedOnThroughTheHeartbeat() throws SQLException {
        String before = value("select beats from ops.capture_heartbeat");
        value("select derived.advance_log()");

        assertThat(value("select beats from ops.capture_heartbeat"))
                .isEqualTo(Long.toString(Long.parseLong(before) + 1));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String value(String sql) throws SQLException {
        return value(connection, sql);
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
