package dev.millrace.search.runtime;

import dev.millrace.schema.connection.WorkerConnections;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** A connection on which a process of indexes says how they are. */
final class ReportConnection {

    private ReportConnection() {}

    /** Opens one, auto-commit off. */
    static Connection open(DatabaseSettings database) throws SQLException {
        return WorkerConnections.open(database, "millrace-search", Duration.ofSeconds(5), "");
    }
}
