package dev.millrace.devstack;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Single statements against the embedded PostgreSQL, as its superuser. */
final class Sql {

    private Sql() {}

    static void execute(EmbeddedPostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.adminDataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String value(EmbeddedPostgresServer server, String query) throws SQLException {
        try (Connection connection = server.adminDataSource("postgres").getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
