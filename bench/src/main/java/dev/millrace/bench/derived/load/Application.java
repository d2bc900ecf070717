package dev.millrace.bench.derived.load;

import dev.millrace.bench.servers.BenchServers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The application: a few connections that change one to four rows a transaction, at a rate or as
 * fast as the database lets them.
 */
public final class Application {

    /** Connections that write at once. */
    public static final int WRITERS = 4;

    /** Rows that a transaction changes at most. */
    public static final int ROWS_MAX = 4;

    private static final String DEADLOCK = "40P01";
    private static final int CHANCE = 1_000_000;

    private final BenchServers servers;
    private final Sample sample;
    private final SplittableRandom seeds = new SplittableRandom(20260101);

    private Application(BenchServers servers, Sample sample) {
        this.servers = servers;
        this.sample = sample;
    }

    /** Chooses the rows that will be changed. */
    public static Application of(BenchServers servers) throws SQLException {
        return new Application(servers, Sample.read(servers));
    }

    /**
     * Writes at this rate, each connection by a timetable: one that was held up catches up, as long
     * as there is time.
     *
     * @throws InterruptedException when interrupted
     */
    public Written writeAt(int changesPerSecond, Duration time)
            throws SQLException, InterruptedException {
        return run(changesPerSecond / (double) WRITERS, time, new AtomicBoolean(true));
    }

    /** Writes as fast as it can. */
    public Written writeFast(Duration time) throws SQLException, InterruptedException {
        return run(Double.POSITIVE_INFINITY, time, new AtomicBoolean(true));
    }

    /** Writes at this rate until it is told to stop, in the background. */
    public Background inBackground(int changesPerSecond) {
        AtomicBoolean going = new AtomicBoolean(true);
        ExecutorService executor = Executors.newSingleThreadExecutor();
        Future<Written> written =
                executor.submit(
                        () -> run(changesPerSecond / (double) WRITERS, Duration.ofHours(1), going));
        return new Background(going, executor, written);
    }

    /** Writers that run until this is closed. */
    public record Background(AtomicBoolean going, ExecutorService executor, Future<Written> written)
            implements AutoCloseable {

        /** Stops them and gives what they have written. */
        public Written stop() throws SQLException, InterruptedException {
            going.set(false);
            return result(written);
        }

        @Override
        public void close() {
            going.set(false);
            executor.close();
        }
    }

    private Written run(double rate, Duration time, AtomicBoolean going)
            throws SQLException, InterruptedException {
        try (ExecutorService executor = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<Written>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                SplittableRandom random = seeds.split();
                writers.add(executor.submit(() -> write(random, rate, time, going)));
            }
            Written all = new Written(0, 0, 0, 0);
            for (Future<Written> writer : writers) {
                all = all.plus(result(writer));
            }
            return all;
        }
    }

    private static Written result(Future<Written> writer)
            throws SQLException, InterruptedException {
        try {
            return writer.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private Written write(SplittableRandom random, double rate, Duration time, AtomicBoolean going)
            throws SQLException {
        long changes = 0;
        long transactions = 0;
        long deadlocks = 0;
        try (Connection connection = servers.connect()) {
            connection.setAutoCommit(false);
            Map<Change, PreparedStatement> statements = prepare(connection);
            long begin = System.nanoTime();
            while (going.get() && System.nanoTime() - begin < time.toNanos()) {
                if (rate != Double.POSITIVE_INFINITY) {
                    long wait = begin + (long) (changes / rate * 1e9) - System.nanoTime();
                    if (wait > 0) {
                        LockSupport.parkNanos(wait);
                    }
                }
                int rows = 1 + random.nextInt(ROWS_MAX);
                try {
                    for (int i = 0; i < rows; i++) {
                        change(statements, random);
                    }
                    connection.commit();
                    changes += rows;
                    transactions++;
                } catch (SQLException e) {
                    if (!DEADLOCK.equals(e.getSQLState())) {
                        throw e;
                    }
                    connection.rollback();
                    deadlocks++;
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            return new Written(changes, transactions, deadlocks, seconds);
        }
    }

    // The connection closes its statements.
    private static Map<Change, PreparedStatement> prepare(Connection connection)
            throws SQLException {
        Map<Change, PreparedStatement> statements = new EnumMap<>(Change.class);
        for (Change change : Change.values()) {
            statements.put(change, connection.prepareStatement(change.sql()));
        }
        return statements;
    }

    private void change(Map<Change, PreparedStatement> statements, SplittableRandom random)
            throws SQLException {
        Change change = choose(random.nextInt(100));
        UUID[] key = sample.next(change.rows(), random);
        PreparedStatement statement = statements.get(change);
        if (statement == null) {
            throw new IllegalStateException("no statement for " + change);
        }
        statement.setInt(1, random.nextInt(CHANCE));
        for (int i = 0; i < key.length; i++) {
            statement.setObject(i + 2, key[i]);
        }
        statement.executeUpdate();
    }

    private static Change choose(int percent) {
        int below = 0;
        for (Change change : Change.values()) {
            below += change.weight();
            if (percent < below) {
                return change;
            }
        }
        throw new IllegalStateException("the weights make " + below + ", expected 100");
    }
}
