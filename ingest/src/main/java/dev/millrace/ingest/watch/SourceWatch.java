package dev.millrace.ingest.watch;

import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.ingest.watch.CaptureThresholds.Limits;
import dev.millrace.schema.connection.LastingConnection;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the server whose log is read for its clock, the heartbeat and the slot at a fixed interval,
 * on a thread and a connection of its own: it goes on while ingest copies, begins again, or has
 * failed, which is when the slot grows.
 */
public final class SourceWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SourceWatch.class);
    private static final Duration INTERVAL_MAX = Duration.ofSeconds(5);
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final String slot;
    private final Duration heartbeatInterval;
    private final CaptureThresholds thresholds;
    private final Supplier<OptionalLong> publishedMicros;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private final LastingConnection connection;
    private final long startNanos = System.nanoTime();
    private final Alarm retained =
            new Alarm(
                    "log kept for the slot",
                    "bytes",
                    "See that ingest runs and that Kafka answers: until it reads on, the disk of PostgreSQL fills, or the slot is lost. A slot that nobody needs: select pg_drop_replication_slot('<slot>')");
    private final Alarm behind =
            new Alarm(
                    "age of the newest published commit",
                    "millis",
                    "See ./millrace status: either a server does not answer, or more is written than ingest carries");

    private volatile @Nullable Look last;
    private volatile AlarmLevel retainedLevel = AlarmLevel.FINE;
    private volatile AlarmLevel behindLevel = AlarmLevel.FINE;

    private record Look(SourceView view, long nanos) {}

    private SourceWatch(
            DatabaseSettings log,
            String slot,
            Duration heartbeatInterval,
            CaptureThresholds thresholds,
            Supplier<OptionalLong> publishedMicros) {
        this.slot = slot;
        this.heartbeatInterval = heartbeatInterval;
        this.thresholds = thresholds;
        this.publishedMicros = publishedMicros;
        this.connection =
                new LastingConnection(
                        () -> SourceConnections.openImpatiently(log, "watch", ANSWER_PATIENCE),
                        this::tell);
        this.thread =
                Thread.ofPlatform().daemon().name("ingest-watch-" + slot).unstarted(this::run);
    }

    /**
     * Starts watching.
     *
     * @param heartbeatInterval how often the heartbeat row is touched; looks come as often, but at
     *     least every 5 seconds
     * @param publishedMicros when the newest published transaction committed, microseconds since
     *     1970-01-01 UTC; empty before the first
     */
    public static SourceWatch start(
            DatabaseSettings log,
            String slot,
            Duration heartbeatInterval,
            CaptureThresholds thresholds,
            Supplier<OptionalLong> publishedMicros) {
        SourceWatch watch =
                new SourceWatch(log, slot, heartbeatInterval, thresholds, publishedMicros);
        watch.thread.start();
        return watch;
    }

    /** How the capture stands now; never blocks. */
    public CaptureView view() {
        Look look = last;
        if (look == null) {
            return new CaptureView(
                    Optional.empty(),
                    Duration.ofNanos(System.nanoTime() - startNanos),
                    Optional.empty(),
                    Optional.empty(),
                    thresholds.retainedWal(OptionalLong.empty()),
                    retainedLevel,
                    behindLevel);
        }
        Duration silence = Duration.ofNanos(System.nanoTime() - look.nanos());
        return new CaptureView(
                Optional.of(look.view()),
                silence,
                age(look, silence, look.view().heartbeatMicros()),
                age(look, silence, publishedMicros.get()),
                thresholds.retainedWal(look.view().slotKeepsAtMost()),
                retainedLevel,
                behindLevel);
    }

    private static Optional<Duration> age(Look look, Duration silence, OptionalLong micros) {
        if (micros.isEmpty()) {
            return Optional.empty();
        }
        long then = look.view().clockMicros() - micros.getAsLong();
        Duration age = silence.plusNanos(TimeUnit.MICROSECONDS.toNanos(then));
        // What was published after the look may be younger than it.
        return Optional.of(age.isNegative() ? Duration.ZERO : age);
    }

    private void run() {
        Duration pause =
                heartbeatInterval.compareTo(INTERVAL_MAX) < 0 ? heartbeatInterval : INTERVAL_MAX;
        try {
            do {
                look();
                compare();
            } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connection.close();
        }
    }

    private void look() {
        connection
                .attempt(current -> SourceView.read(current, slot))
                .ifPresent(view -> last = new Look(view, System.nanoTime()));
    }

    private void tell(SQLException fault) {
        if (closing.getCount() > 0) {
            LOG.atWarn()
                    .addKeyValue("reason", fault.getMessage())
                    .log("the source does not answer");
        }
    }

    private void compare() {
        CaptureView view = view();
        Limits behindLimits = thresholds.behindMillis(heartbeatInterval);
        view.slot()
                .ifPresent(s ->
                        retainedLevel = retained.look(s.retainedBytes(), view.retainedLimits()));
        view.behind().ifPresent(age -> behindLevel = behind.look(age.toMillis(), behindLimits));
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
