package dev.millrace.search.runtime;

import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/** A connection on which a process of indexes says how they are. */
final class ReportConnection {

    private ReportConnection() {}

    /** Opens one, auto-commit off. */
    static Connection open(DatabaseSettings database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password().reveal());
        properties.setProperty("ApplicationName", "millrace-search");
        properties.setProperty("options", "-c statement_timeout=5s");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        Connection connection = DriverManager.getConnection(database.jdbcUrl(), properties);
        connection.setAutoCommit(false);
        return connection;
    }
}
