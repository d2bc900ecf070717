package dev.millrace.bench.derived.solution;

import dev.millrace.bench.servers.BenchServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What solutions that read the log ask of the database. */
final class Slots {

    private Slots() {}

    static String currentLsn(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_current_wal_lsn()::text")) {
            row.next();
            return row.getString(1);
        }
    }

    /** Drops it if it is there. */
    static void drop(BenchServers servers, String slot) throws SQLException {
        try (Connection connection = servers.connect();
                PreparedStatement drop =
                        connection.prepareStatement(
                                "select pg_drop_replication_slot(slot_name)"
                                        + " from pg_replication_slots where slot_name = ?")) {
            drop.setString(1, slot);
            drop.execute();
        }
    }
}
