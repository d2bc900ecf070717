package dev.millrace.batch.archive;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/** The embedded engine that writes and reads Parquet. It holds nothing of its own on a disk. */
final class Engine {

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
            statement.execute("set TimeZone = 'UTC'");
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

    /** A text as SQL writes it. */
    static String text(String value) {
        return "'" + value.replace("'", "''") + "'";
    }
}
