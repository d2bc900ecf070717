package dev.millrace.launcher.pipeline;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A mark in the log: everything that committed before it is in the capture topics once the slot has
 * been acknowledged beyond it, because ingest acknowledges only what is durable in Kafka.
 */
public final class Fence {

    private static final long POLL_MILLIS = 20;

    private Fence() {}

    /**
     * Touches the heartbeat row and waits until the slot is acknowledged beyond that commit.
     *
     * @param capture the database, seen by the capture role
     * @param log the server that keeps the slot, seen by the same role
     * @param slotName the replication slot
     * @param patience longest wait
     * @return the position that is now published
     * @throws PipelineException {@link ErrorKind#TIMED_OUT} when ingest does not get there in time
     */
    public static Lsn pass(
            DatabaseSettings capture, DatabaseSettings log, String slotName, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Connection connection = open(capture);
                Connection slots = open(log);
                PreparedStatement acknowledged =
                        slots.prepareStatement(
                                """
                                select confirmed_flush_lsn >= cast(? as pg_lsn)
                                from pg_replication_slots where slot_name = ?\
                                """)) {
            Lsn mark = mark(connection);
            acknowledged.setString(1, mark.toString());
            acknowledged.setString(2, slotName);
            while (!isTrue(acknowledged)) {
                if (System.nanoTime() > deadline) {
                    throw new PipelineException(
                            ErrorKind.TIMED_OUT,
                            "ingest has not published the log up to "
                                    + mark
                                    + " within "
                                    + patience.toSeconds()
                                    + " s");
                }
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
            return mark;
        } catch (SQLException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE,
                    "the database at " + capture.jdbcUrl() + " failed: " + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipelineException(ErrorKind.TIMED_OUT, "interrupted while waiting", e);
        }
    }

    private static Connection open(DatabaseSettings server) throws SQLException {
        return DriverManager.getConnection(
                server.jdbcUrl(), server.user(), server.password().reveal());
    }

    private static Lsn mark(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    """
                    update ops.capture_heartbeat
                    set beat_at = clock_timestamp(), beats = beats + 1\
                    """);
            // The insert position just after our commit: at or beyond the end of its record.
            try (ResultSet row = statement.executeQuery("select pg_current_wal_flush_lsn()")) {
                row.next();
                return Lsn.parse(row.getString(1));
            }
        }
    }

    private static boolean isTrue(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }
}
