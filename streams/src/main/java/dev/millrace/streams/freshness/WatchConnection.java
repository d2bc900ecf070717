package dev.millrace.streams.freshness;

import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** The connection on which a watch leads: its lock lasts as long as the connection does. */
final class WatchConnection {

    private WatchConnection() {}

    static Connection open(DatabaseSettings writer) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", writer.user());
        properties.setProperty("password", writer.password().reveal());
        properties.setProperty("ApplicationName", "millrace-freshness");
        // What a crash loses of the last commits it loses in their order: never the rows alone.
        properties.setProperty("options", "-c statement_timeout=30s -c synchronous_commit=off");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "40");
        properties.setProperty("tcpKeepAlive", "true");
        Connection connection = DriverManager.getConnection(writer.jdbcUrl(), properties);
        connection.setAutoCommit(false);
        return connection;
    }
}
