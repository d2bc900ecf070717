package dev.millrace.ingest.snapshot;

import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A new slot and the exported snapshot that shows the database exactly where the slot begins. The
 * snapshot can be imported until this is closed; the slot stays.
 *
 * @param connection what exports the snapshot
 * @param consistentPoint where the slot begins: what commits later is in the log, what committed
 *     before is in the snapshot
 * @param snapshot name of the exported snapshot
 */
record ExportedSlot(Connection connection, Lsn consistentPoint, String snapshot)
        implements AutoCloseable {

    /** Makes the slot; waits for the transactions that run at this moment. */
    static ExportedSlot create(Connection replication, String slot) throws SQLException {
        try (Statement statement = replication.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "CREATE_REPLICATION_SLOT \""
                                        + slot
                                        + "\" LOGICAL pgoutput (SNAPSHOT 'export')")) {
            row.next();
            return new ExportedSlot(
                    replication,
                    Lsn.parse(row.getString("consistent_point")),
                    row.getString("snapshot_name"));
        }
    }

    static void drop(DatabaseSettings capture, String slot) throws SQLException {
        try (Connection connection = SourceConnections.open(capture, "drop slot");
                PreparedStatement drop =
                        connection.prepareStatement("select pg_drop_replication_slot(?)")) {
            drop.setString(1, slot);
            drop.execute();
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
