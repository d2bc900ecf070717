package dev.millrace.streams.verification;

import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Transactions in which tables stand still. */
final class OneMoment {

    private OneMoment() {}

    /** A transaction that sees the moment of its first statement only; closing it ends it. */
    static Connection begin(DatabaseSettings database) throws SQLException {
        Connection connection = connect(database);
        try {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            // Times inside JSON are text, which an oracle writes in the session's time zone.
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local timezone = 'UTC'");
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    static Connection connect(DatabaseSettings database) throws SQLException {
        return DriverManager.getConnection(
                database.jdbcUrl(), database.user(), database.password().reveal());
    }
}
