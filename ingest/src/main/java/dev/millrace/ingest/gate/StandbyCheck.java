package dev.millrace.ingest.gate;

import dev.millrace.ingest.source.SlotState;
import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.ingest.source.SourceFailures;
import dev.millrace.ingest.source.SystemIdentity;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;

/** Whether a server is a standby of the database from which the log can be read without a loss. */
final class StandbyCheck {

    private static final int VERSION_MIN = 160_000;
    private static final Duration PAUSE = Duration.ofMillis(200);

    // No such database; no such role, or another password.
    private static final Set<String> NOT_REPLAYED_YET = Set.of("3D000", "28000", "28P01");

    private StandbyCheck() {}

    /**
     * Checks.
     *
     * @param connection to the database
     * @param log the standby
     * @param patience how long it may take to have the database and the role, where both are new
     * @throws PipelineException {@link ErrorKind#SERVER_MISCONFIGURED}, saying what is amiss, or
     *     that the standby cannot be reached
     * @throws InterruptedException when interrupted while waiting
     */
    static void check(
            Connection connection,
            DatabaseSettings capture,
            DatabaseSettings log,
            String slot,
            Duration patience)
            throws SQLException, InterruptedException {
        if (SlotState.read(connection, slot).isPresent()) {
            // It would keep the log of the database until its disk is full: nobody reads from it.
            throw misconfigured(
                    "slot %s is kept by the database at %s, but the log is to be read from the standby at %s. Either leave database.standby-host out, or give the slot up: select pg_drop_replication_slot('%s') there, then ./millrace ingest resnapshot"
                            .formatted(slot, at(capture), at(log), slot));
        }
        try (Connection standby = open(log, patience)) {
            String cluster = SystemIdentity.read(capture).systemIdentifier();
            String other = SystemIdentity.read(log).systemIdentifier();
            if (!cluster.equals(other)) {
                throw misconfigured(
                        "the server at %s belongs to cluster %s, expected a standby of cluster %s, the database at %s"
                                .formatted(at(log), other, cluster, at(capture)));
            }
            checkSettings(standby, log);
        } catch (SQLException e) {
            throw SourceFailures.of(e, log, "checking the standby");
        }
    }

    private static Connection open(DatabaseSettings log, Duration patience)
            throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return SourceConnections.open(log, "start");
            } catch (SQLException e) {
                boolean mayCome = NOT_REPLAYED_YET.contains(String.valueOf(e.getSQLState()));
                if (!mayCome || System.nanoTime() - deadline > 0) {
                    throw e;
                }
            }
            Thread.sleep(PAUSE);
        }
    }

    private static void checkSettings(Connection standby, DatabaseSettings log)
            throws SQLException {
        try (Statement statement = standby.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select pg_is_in_recovery(),"
                                        + " current_setting('server_version_num')::int,"
                                        + " current_setting('hot_standby_feedback'),"
                                        + " current_setting('wal_level')")) {
            row.next();
            if (!row.getBoolean(1)) {
                throw misconfigured(
                        "the server at %s is no standby, or is one no more: expected a server in recovery"
                                .formatted(at(log)));
            }
            if (row.getInt(2) < VERSION_MIN) {
                throw misconfigured(
                        "PostgreSQL %d cannot decode the log of a standby, expected 16 or later"
                                .formatted(row.getInt(2) / 10_000));
            }
            if (!row.getString(3).equals("on")) {
                throw misconfigured(
                        "hot_standby_feedback is off on the standby at %s: the database would remove rows of the catalogue that the slot needs, and the slot would be lost. Set it on, and give the standby a physical slot (primary_slot_name)"
                                .formatted(at(log)));
            }
            if (!row.getString(4).equals("logical")) {
                throw misconfigured(
                        "wal_level is %s on the standby at %s, expected logical"
                                .formatted(row.getString(4), at(log)));
            }
        }
    }

    private static String at(DatabaseSettings server) {
        return server.host() + ":" + server.port();
    }

    private static PipelineException misconfigured(String message) {
        return new PipelineException(ErrorKind.SERVER_MISCONFIGURED, message);
    }
}
