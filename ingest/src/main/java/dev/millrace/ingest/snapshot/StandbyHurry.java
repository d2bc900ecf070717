package dev.millrace.ingest.snapshot;

import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the database write which transactions run, again and again. A standby waits for that before
 * it makes a slot, and without us it comes every 15 seconds, or never while nobody writes.
 */
final class StandbyHurry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StandbyHurry.class);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final CountDownLatch made = new CountDownLatch(1);

    private StandbyHurry() {}

    /** Begins where the log is that of a standby; else, and where it may not, it does nothing. */
    static StandbyHurry begin(DatabaseSettings capture, DatabaseSettings log) {
        StandbyHurry hurry = new StandbyHurry();
        if (!log.equals(capture)) {
            Thread.ofVirtual().name("ingest-standby-hurry").start(() -> hurry.run(capture));
        }
        return hurry;
    }

    private void run(DatabaseSettings capture) {
        try (Connection connection = SourceConnections.open(capture, "standby");
                Statement statement = connection.createStatement()) {
            if (!isAllowed(statement)) {
                LOG.atInfo().log(
                        "the slot may take half a minute: the capture role may not call pg_log_standby_snapshot");
                return;
            }
            do {
                statement.execute("select pg_log_standby_snapshot()");
            } while (!made.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (SQLException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("slot not hurried");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isAllowed(Statement statement) throws SQLException {
        try (ResultSet row =
                statement.executeQuery(
                        "select has_function_privilege('pg_log_standby_snapshot()', 'execute')")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    @Override
    public void close() {
        made.countDown();
    }
}
