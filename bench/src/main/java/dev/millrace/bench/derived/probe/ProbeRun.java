package dev.millrace.bench.derived.probe;

import dev.millrace.bench.derived.check.ComparedStore;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends probes at a steady rate over one connection, and looks for them in the relations of a
 * solution every few milliseconds over another: the same way for every solution.
 */
public final class ProbeRun implements AutoCloseable {

    /** Probes a second of each store. */
    public static final int PER_SECOND = 5;

    /** How often the relations are looked at. */
    public static final Duration LOOK = Duration.ofMillis(10);

    private final BenchServers servers;
    private final ProbeRows rows;
    private final Map<Probe, String> relations = new EnumMap<>(Probe.class);
    private final ProbeLog log = new ProbeLog();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch sendingEnds = new CountDownLatch(1);
    private volatile @Nullable Exception failure;

    private ProbeRun(BenchServers servers, ProbeRows rows, List<ComparedStore> stores) {
        this.servers = servers;
        this.rows = rows;
        for (ComparedStore store : stores) {
            Probe.of(store.store()).ifPresent(probe -> relations.put(probe, store.relation()));
        }
    }

    /** Starts sending probes of those of these stores that have one. */
    public static ProbeRun start(BenchServers servers, ProbeRows rows, List<ComparedStore> stores) {
        ProbeRun run = new ProbeRun(servers, rows, stores);
        Thread.ofPlatform().daemon().name("probes").start(() -> run.guarded(run::send));
        Thread.ofPlatform().daemon().name("probe-watch").start(() -> run.guarded(run::look));
        return run;
    }

    /** What is probed. */
    public Set<Probe> probes() {
        return Set.copyOf(relations.keySet());
    }

    /** Sends no more; looks on for those that were sent. */
    public void stopSending() {
        sendingEnds.countDown();
    }

    /**
     * Waits until everything sent before this moment has been seen.
     *
     * @return whether it was, within the patience
     */
    public boolean awaitSeen(long sentBeforeNanos, Duration patience) throws InterruptedException {
        return await(patience, () -> log.isSeenUpTo(sentBeforeNanos));
    }

    /**
     * Waits until of every kind something sent after this moment has been seen, and with it all
     * that was committed before.
     */
    public boolean awaitCaughtUp(long sinceNanos, Duration patience) throws InterruptedException {
        return await(patience, () -> log.isEachSeenSince(relations.keySet(), sinceNanos));
    }

    /**
     * From commit to readable, microseconds, one a probe of this kind sent between these moments;
     * of one that is not seen yet, how long it has waited.
     */
    public long[] micros(Probe probe, long fromNanos, long toNanos) {
        long now = System.nanoTime();
        return log.between(probe, fromNanos, toNanos).stream()
                .mapToLong(sighting -> sighting.micros(now))
                .toArray();
    }

    /** How many of these are not seen yet. */
    public long unseen(Probe probe, long fromNanos, long toNanos) {
        return log.between(probe, fromNanos, toNanos).stream()
                .filter(sighting -> !sighting.isSeen())
                .count();
    }

    @Override
    public void close() {
        sendingEnds.countDown();
        closing.countDown();
    }

    private interface Condition {
        boolean holds();
    }

    private boolean await(Duration patience, Condition condition) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.holds()) {
            Exception reason = failure;
            if (reason instanceof PipelineException known) {
                throw known;
            }
            if (reason != null) {
                throw new PipelineException(
                        ErrorKind.TRANSIENT, "the probes failed: " + reason.getMessage(), reason);
            }
            if (System.nanoTime() > deadline || closing.getCount() == 0) {
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }

    private interface Work {
        void run() throws SQLException, InterruptedException;
    }

    private void guarded(Work work) {
        try {
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException | RuntimeException e) {
            failure = e;
        }
    }

    private void send() throws SQLException, InterruptedException {
        long pauseMillis = 1000 / (PER_SECOND * Math.max(1, relations.size()));
        try (Connection connection = servers.connect()) {
            connection.setAutoCommit(false);
            while (true) {
                for (Probe probe : relations.keySet()) {
                    if (sendingEnds.await(pauseMillis, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                    log.sent(rows.send(connection, probe));
                }
            }
        }
    }

    private void look() throws SQLException, InterruptedException {
        try (Connection connection = servers.connect()) {
            // The few rows of the probes are looked up by key, however large the relation is.
            try (var statement = connection.createStatement()) {
                statement.execute("set enable_hashjoin = off");
                statement.execute("set enable_mergejoin = off");
                statement.execute("set enable_seqscan = off");
            }
            while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                for (Map.Entry<Probe, String> entry : relations.entrySet()) {
                    if (log.isPending(entry.getKey())) {
                        look(connection, entry.getKey(), entry.getValue());
                    }
                }
            }
        }
    }

    private void look(Connection connection, Probe probe, String relation) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(probe.read(relation));
                ResultSet row = query.executeQuery()) {
            long now = System.nanoTime();
            while (row.next()) {
                log.shown(probe, row.getInt(1), row.getLong(2), now);
            }
        }
    }
}
