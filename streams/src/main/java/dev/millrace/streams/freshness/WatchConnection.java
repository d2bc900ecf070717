package dev.millrace.streams.freshness;

import dev.millrace.schema.connection.WorkerConnections;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/** The connection on which a watch leads: its lock lasts as long as the connection does. */
final class WatchConnection {

    private WatchConnection() {}

    static Connection open(DatabaseSettings writer) throws SQLException {
        // What a crash loses of the last commits it loses in their order: never the rows alone.
        return WorkerConnections.open(
                writer, "millrace-freshness", Duration.ofSeconds(30), "-c synchronous_commit=off");
    }
}
