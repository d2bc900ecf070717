package dev.millrace.streams.metrics;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.streams.runtime.StoreStatus;
import dev.millrace.streams.runtime.StreamsRuntime;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every store at a fixed interval, on a thread of its own: a look asks Kafka and the
 * database for the lag and may wait for them, which no scrape should.
 */
public final class StoreWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final long SNAPSHOT_NANOS = Duration.ofMillis(100).toNanos();
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final StreamsRuntime runtime;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile List<StoreStatus> last;
    private final Set<DerivedStore> registered = new HashSet<>();
    private @Nullable StoreMeters meters;
    private volatile long lookedNanos = System.nanoTime();
    private volatile Snapshot snapshot;

    /** All stores at a moment, for the many gauges of one scrape. */
    private record Snapshot(List<StoreStatus> stores, long nanos) {}

    private StoreWatch(StreamsRuntime runtime) {
        this.runtime = runtime;
        this.last = runtime.statusWithoutLag();
        this.snapshot = new Snapshot(last, System.nanoTime());
        this.thread = Thread.ofPlatform().daemon().name("store-watch").unstarted(this::run);
    }

    /** Starts watching, and registers the stores' meters. */
    public static StoreWatch start(StreamsRuntime runtime, MeterRegistry registry) {
        StoreWatch watch = new StoreWatch(runtime);
        watch.meters = new StoreMeters(registry, watch);
        watch.registerNew();
        watch.thread.start();
        return watch;
    }

    /** Every store as it is now, without its lag. */
    public List<StoreStatus> stores() {
        return runtime.statusWithoutLag();
    }

    /** A store as the last look saw it, with its lag. */
    Optional<StoreStatus> seen(DerivedStore store) {
        return last.stream().filter(status -> status.store().equals(store)).findFirst();
    }

    /** A store as it is now, without its lag: what was seen last may be older than a failure. */
    Optional<StoreStatus> now(DerivedStore store) {
        Snapshot now = snapshot;
        if (System.nanoTime() - now.nanos() > SNAPSHOT_NANOS) {
            now = new Snapshot(stores(), System.nanoTime());
            snapshot = now;
        }
        return now.stores().stream().filter(status -> status.store().equals(store)).findFirst();
    }

    /** How long ago the last look ended. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - lookedNanos);
    }

    /** Whether the thread that looks still runs. */
    public boolean isAlive() {
        return thread.isAlive() || closing.getCount() == 0;
    }

    private void run() {
        boolean told = false;
        try {
            do {
                try {
                    last = runtime.status();
                    registerNew();
                    lookedNanos = System.nanoTime();
                    told = false;
                } catch (RuntimeException e) {
                    if (!told) {
                        LOG.atWarn().setCause(e).log("the stores cannot be looked at");
                    }
                    told = true;
                }
            } while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A version that is built beside a live one has meters of its own, as long as it is there. */
    private void registerNew() {
        StoreMeters target = meters;
        if (target != null) {
            for (StoreStatus status : last) {
                if (registered.add(status.store())) {
                    target.register(status.store());
                }
            }
        }
    }

    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
