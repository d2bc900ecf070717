package dev.millrace.schema.connection;

import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/** Opens connections of the program's own threads: none waits for a silent server for ever. */
public final class WorkerConnections {

    private static final int CONNECT_SECONDS = 5;

    /** The server gives up a statement before its client gives up the server. */
    private static final int CLIENT_WAITS_LONGER_SECONDS = 5;

    private WorkerConnections() {}

    /**
     * Opens one, auto-commit off.
     *
     * @param application what the server calls it
     * @param statementAtMost when the server gives up a statement; whole seconds
     * @param options further options of the session, each with its {@code -c}; may be empty
     */
    public static Connection open(
            DatabaseSettings database, String application, Duration statementAtMost, String options)
            throws SQLException {
        long seconds = statementAtMost.toSeconds();
        Properties properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password().reveal());
        properties.setProperty("ApplicationName", application);
        properties.setProperty(
                "options", "-c statement_timeout=%ds %s".formatted(seconds, options).strip());
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty(
                "socketTimeout", Long.toString(seconds + CLIENT_WAITS_LONGER_SECONDS));
        properties.setProperty("tcpKeepAlive", "true");
        Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties);
        connection.setAutoCommit(false);
        return connection;
    }
}
