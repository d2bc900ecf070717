package dev.millrace.ingest.heartbeat;

import dev.millrace.ingest.source.SlotState;
import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.schema.capture.CapturedTables;
import dev.millrace.schema.connection.LastingConnection;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Touches one captured row at a fixed interval. Its change comes back through the log like any
 * other, so the slot advances and every stage can be measured on the database's clock. After each
 * beat the slot's state is told to the watcher.
 */
public final class Heartbeat implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private static final Duration IMPATIENT = Duration.ofMillis(100);

    private static final String BEAT =
            "update "
                    + CapturedTables.HEARTBEAT_TABLE
                    + " set beat_at = clock_timestamp(), beats = beats + 1 where id = 1";

    private final String slot;
    private final Duration interval;
    private final Predicate<Optional<SlotState>> watcher;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private final LastingConnection connection;
    private final LastingConnection slots;

    private Heartbeat(
            DatabaseSettings capture,
            DatabaseSettings log,
            String slot,
            Duration interval,
            Predicate<Optional<SlotState>> watcher) {
        this.slot = slot;
        this.interval = interval;
        this.watcher = watcher;
        this.connection = lasting(capture, "heartbeat missed");
        this.slots = log.equals(capture) ? connection : lasting(log, "slot not looked at");
        this.thread =
                Thread.ofPlatform().daemon().name("ingest-heartbeat-" + slot).unstarted(this::run);
    }

    /**
     * Starts beating.
     *
     * @param log the server that keeps the slot
     * @param watcher told the slot's state after each beat, empty when there is no such slot; says
     *     whether the slot is in use, until then the beats come quickly
     */
    public static Heartbeat start(
            DatabaseSettings capture,
            DatabaseSettings log,
            String slot,
            Duration interval,
            Predicate<Optional<SlotState>> watcher) {
        Heartbeat heartbeat = new Heartbeat(capture, log, slot, interval, watcher);
        heartbeat.thread.start();
        return heartbeat;
    }

    /** Touches the row once: the log soon holds a transaction that began after this call. */
    public static void beat(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(BEAT);
        }
    }

    private void run() {
        try {
            Duration pause;
            do {
                pause = beatOnce() ? interval : IMPATIENT;
            } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connection.close();
            slots.close();
        }
    }

    private static LastingConnection lasting(DatabaseSettings server, String fault) {
        return new LastingConnection(
                () -> SourceConnections.open(server, "heartbeat"),
                e -> LOG.atWarn().addKeyValue("reason", e.getMessage()).log(fault));
    }

    /** Beats, and returns whether the next beat may come at the usual time. */
    private boolean beatOnce() {
        return connection
                .attempt(current -> {
                    beat(current);
                    return true;
                })
                .flatMap(_ -> slots.attempt(current -> SlotState.read(current, slot)))
                // Once closed, the run that the watcher belongs to is over. Without an answer there
                // is no hurry: the log's own connection tells ingest when the server is gone.
                .map(state -> closing.getCount() == 0 || watcher.test(state))
                .orElse(true);
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
