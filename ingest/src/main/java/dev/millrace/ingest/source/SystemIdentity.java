package dev.millrace.ingest.source;

import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Which cluster this is.
 *
 * @param systemIdentifier drawn when the cluster was made
 * @param timeline counts its restores and promotions
 * @param walEnd the end of what is flushed of the log
 */
public record SystemIdentity(String systemIdentifier, int timeline, Lsn walEnd) {

    /** Asks the server, over the replication protocol: SQL knows the timeline late. */
    public static SystemIdentity read(DatabaseSettings capture) throws SQLException {
        try (Connection connection = SourceConnections.openReplication(capture, "identify");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("IDENTIFY_SYSTEM")) {
            row.next();
            return new SystemIdentity(
                    row.getString("systemid"),
                    row.getInt("timeline"),
                    Lsn.parse(row.getString("xlogpos")));
        }
    }
}
