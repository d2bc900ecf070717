package dev.millrace.bench.search.load;

import dev.millrace.bench.derived.load.Written;
import dev.millrace.bench.search.data.SearchData;
import dev.millrace.bench.servers.BenchServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * The application's connections: each commits one changed row after the other by a timetable; one
 * that was held up catches up, as long as there is time.
 */
public final class Writers {

    /** Connections that write at once. */
    public static final int CONNECTIONS = 4;

    private static final int CHANCE = 1_000_000;

    private final BenchServers servers;
    private final SearchData data;
    private final SplittableRandom seeds = new SplittableRandom(20260101);

    public Writers(BenchServers servers, SearchData data) {
        this.servers = servers;
        this.data = data;
    }

    /**
     * Writes for this long.
     *
     * @throws InterruptedException when interrupted
     */
    public Written write(int changesPerSecond, Duration time)
            throws SQLException, InterruptedException {
        double rate = changesPerSecond / (double) CONNECTIONS;
        try (ExecutorService executor = Executors.newFixedThreadPool(CONNECTIONS)) {
            List<Future<Long>> writers = new ArrayList<>();
            long begin = System.nanoTime();
            for (int i = 0; i < CONNECTIONS; i++) {
                SplittableRandom random = seeds.split();
                writers.add(executor.submit(() -> write(random, rate, time)));
            }
            long changes = 0;
            for (Future<Long> writer : writers) {
                changes += writer.get();
            }
            return new Written(changes, changes, 0, (System.nanoTime() - begin) / 1e9);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private long write(SplittableRandom random, double rate, Duration time) throws SQLException {
        long changes = 0;
        try (Connection connection = servers.connect()) {
            Map<RowChange, PreparedStatement> statements = new EnumMap<>(RowChange.class);
            // The connection closes its statements.
            for (RowChange change : RowChange.values()) {
                statements.put(change, connection.prepareStatement(change.sql()));
            }
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < time.toNanos()) {
                long wait = begin + (long) (changes / rate * 1e9) - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                }
                RowChange change = RowChange.at(random.nextInt(100));
                PreparedStatement statement = Objects.requireNonNull(statements.get(change));
                statement.setLong(1, random.nextLong(change.rows(data)));
                statement.setLong(2, random.nextInt(CHANCE));
                statement.executeUpdate();
                changes++;
            }
        }
        return changes;
    }
}
