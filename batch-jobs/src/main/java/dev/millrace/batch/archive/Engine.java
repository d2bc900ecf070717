package dev.millrace.batch.archive;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.duckdb.DuckDBConnection;

/** The embedded engine that writes and reads Parquet. It holds nothing of its own on a disk. */
final class Engine {

    private static final String IN_UTC = "set TimeZone = 'UTC'";

    private Engine() {}

    /**
     * Opens it; the caller closes it.
     *
     * @param work folder for what does not fit into its memory
     */
    static Connection open(Path work) throws SQLException {
        // An in-memory database of this connection alone.
        Connection connection = DriverManager.getConnection("jdbc:duckdb:", new Properties());
        try (Statement statement = connection.createStatement()) {
            statement.execute(IN_UTC);
            statement.execute("set memory_limit = '1GiB'");
            statement.execute("set temp_directory = " + text(work.toString()));
            // Nothing is fetched from anywhere.
            statement.execute("set autoinstall_known_extensions = false");
            statement.execute("set autoload_known_extensions = false");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Another connection to the same engine; the caller closes it first. */
    static Connection another(Connection engine) throws SQLException {
        Connection connection = engine.unwrap(DuckDBConnection.class).duplicate();
        try (Statement statement = connection.createStatement()) {
            statement.execute(IN_UTC);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Has it work with one thread from now on. Rows that come one after the other leave a second
     * nothing to do, and it asks for something without end.
     */
    static void useOneThread(Connection engine) throws SQLException {
        try (Statement statement = engine.createStatement()) {
            statement.execute("set threads = 1");
        }
    }

    /** A text as SQL writes it. */
    static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
