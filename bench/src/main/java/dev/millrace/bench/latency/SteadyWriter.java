package dev.millrace.bench.latency;

import dev.millrace.bench.servers.BenchServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes to the captured table at a steady rate, in transactions of 1 to 10 rows, from a few
 * connections. Each keeps to its timetable: one that was held up catches up, it does not write
 * less.
 */
final class SteadyWriter {

    private static final int THREADS = 4;
    private static final int ROWS_MAX = 10;

    private final BenchServers servers;

    SteadyWriter(BenchServers servers) {
        this.servers = servers;
    }

    /**
     * Writes for this long.
     *
     * @return how many changes were committed
     */
    long write(int changesPerSecond, Duration time) throws InterruptedException, SQLException {
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Long>> writers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int number = i;
                writers.add(
                        executor.submit(
                                () -> write(number, changesPerSecond / (double) THREADS, time)));
            }
            long changes = 0;
            for (Future<Long> writer : writers) {
                changes += writer.get();
            }
            return changes;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private long write(int number, double rate, Duration time) throws SQLException {
        SplittableRandom random = new SplittableRandom(number);
        long changes = 0;
        try (Connection connection = servers.connect();
                PreparedStatement insert =
                        connection.prepareStatement("select bench.insert_rows(?)")) {
            long begin = System.nanoTime();
            while (true) {
                double due = changes / rate * 1e9;
                if (due >= time.toNanos()) {
                    return changes;
                }
                long wait = begin + (long) due - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(wait);
                }
                int rows = 1 + random.nextInt(ROWS_MAX);
                insert.setInt(1, rows);
                insert.execute();
                changes += rows;
            }
        }
    }
}
