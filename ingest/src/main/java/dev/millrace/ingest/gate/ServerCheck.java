package dev.millrace.ingest.gate;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The server's version and settings, and whether the role may replicate. */
final class ServerCheck {

    private static final int VERSION_MIN = 150_000;

    private ServerCheck() {}

    static void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select current_setting('server_version_num')::int,"
                                        + " current_setting('wal_level'),"
                                        + " (select rolreplication or rolsuper from pg_roles"
                                        + " where rolname = current_user), current_user")) {
            row.next();
            if (row.getInt(1) < VERSION_MIN) {
                throw misconfigured(
                        "PostgreSQL %d is too old, expected 15 or later"
                                .formatted(row.getInt(1) / 10_000));
            }
            if (!row.getString(2).equals("logical")) {
                throw misconfigured(
                        "wal_level is %s, expected logical: set wal_level = logical in"
                                        .formatted(row.getString(2))
                                + " postgresql.conf and restart the server");
            }
            if (!row.getBoolean(3)) {
                throw misconfigured(
                        "role %s may not replicate: say ALTER ROLE %s REPLICATION"
                                .formatted(row.getString(4), row.getString(4)));
            }
        }
    }

    private static PipelineException misconfigured(String message) {
        return new PipelineException(ErrorKind.SERVER_MISCONFIGURED, message);
    }
}
