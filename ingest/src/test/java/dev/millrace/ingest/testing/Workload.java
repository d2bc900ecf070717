package dev.millrace.ingest.testing;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.PGConnection;

/**
 * Writers that change the {@link HistoryTables} at random, from a seed: overlapping transactions of
 * single and many rows, COPY, changed keys, deletes and re-inserts, savepoints, rollbacks, logical
 * messages, and always a transaction that stays open while hundreds of others commit. A server that
 * goes away is waited for.
 */
public final class Workload implements AutoCloseable {

    private static final int KEYS = 400;
    private static final Duration RECONNECT = Duration.ofMillis(50);
    private static final Duration LOOK = Duration.ofMillis(10);

    /** What a writer does again and again. */
    private interface Transactions {
        void next(Connection connection, Random random) throws SQLException;
    }

    private final TestSource source;
    private final Duration pause;
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicInteger commits = new AtomicInteger();
    private final List<Thread> writers = new ArrayList<>();

    private Workload(TestSource source, Duration pause) {
        this.source = source;
        this.pause = pause;
    }

    public static Workload start(TestSource source, long seed, int writers) {
        return start(source, seed, writers, Duration.ZERO);
    }

    /** The same, each writer with pauses of this length on average between its transactions. */
    public static Workload start(TestSource source, long seed, int writers, Duration pause) {
        Workload workload = new Workload(source, pause);
        for (int i = 0; i < writers; i++) {
            Random random = new Random(seed * 31 + i);
            workload.writers.add(
                    Thread.ofPlatform()
                            .name("writer-" + i)
                            .start(() -> workload.write(random, workload::transaction)));
        }
        Random random = new Random(seed * 31 - 1);
        workload.writers.add(
                Thread.ofPlatform()
                        .name("writer-long")
                        .start(() -> workload.write(random, workload::longTransaction)));
        return workload;
    }

    /** Transactions committed so far. */
    public int commits() {
        return commits.get();
    }

    @Override
    public void close() {
        stop();
    }

    /** Lets the open transactions end; no effect the second time. */
    public void stop() {
        running.set(false);
        stopped.countDown();
        for (Thread writer : writers) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Works on until it is stopped. A server that goes away takes the open transaction with it, or
     * keeps it without having said so: what was committed is told by the history alone.
     */
    private void write(Random random, Transactions transactions) {
        while (running.get()) {
            try (Connection connection = source.openConnection()) {
                connection.setAutoCommit(false);
                while (running.get()) {
                    try {
                        transactions.next(connection, random);
                    } catch (SQLException e) {
                        // A deadlock or a taken key: the other transaction won.
                        connection.rollback();
                    }
                }
            } catch (SQLException e) {
                if (!TestSource.isGone(e)) {
                    throw new IllegalStateException(e);
                }
                await(RECONNECT);
            }
        }
    }

    private void transaction(Connection connection, Random random) throws SQLException {
        if (pause.isPositive()) {
            await(Duration.ofNanos(random.nextLong(2 * pause.toNanos())));
        }
        int steps = 1 + random.nextInt(4);
        for (int i = 0; i < steps; i++) {
            if (random.nextInt(10) == 0) {
                message(connection);
            }
            if (i > 0 || random.nextInt(20) > 0) {
                step(connection, random);
            }
        }
        if (random.nextInt(10) == 0) {
            message(connection);
        }
        if (random.nextInt(8) == 0) {
            connection.rollback();
        } else {
            connection.commit();
            commits.incrementAndGet();
        }
    }

    /** Stays open while hundreds of others commit, on rows that those leave alone. */
    private void longTransaction(Connection connection, Random random) throws SQLException {
        int end = commits.get() + 50 + random.nextInt(600);
        int key = -1 - random.nextInt(20);
        try (Statement statement = connection.createStatement()) {
            statement.execute(upsert(key, random.nextInt(), "'begun'"));
            message(connection);
            while (running.get() && commits.get() < end) {
                await(LOOK);
            }
            statement.execute(
                    random.nextBoolean()
                            ? upsert(key, random.nextInt(), "'ended'")
                            : "delete from t.items where id = " + key);
        }
        connection.commit();
        commits.incrementAndGet();
    }

    /** In the log among the transaction's changes, yet none of them. */
    private static void message(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_logical_emit_message(true, 'test', 'in between')");
        }
    }

    private static String upsert(int key, int n, String text) {
        return "insert into t.items values (%d, %d, %s) on conflict (id) do update set n = excluded.n, txt = excluded.txt"
                .formatted(key, n, text);
    }

    private void await(Duration pause) {
        try {
            stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            running.set(false);
            Thread.currentThread().interrupt();
        }
    }

    private static void step(Connection connection, Random random) throws SQLException {
        int key = random.nextInt(KEYS);
        String text = "'v" + random.nextInt(1_000_000) + "'";
        try (Statement statement = connection.createStatement()) {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> statement.execute(upsert(key, random.nextInt(), text));
                case 3 ->
                        statement.execute(
                                "update t.items set n = coalesce(n, 0) + 1, txt = null where id between %d and %d"
                                        .formatted(key, key + random.nextInt(20)));
                case 4 ->
                        statement.execute(
                                "delete from t.items where id between %d and %d"
                                        .formatted(key, key + random.nextInt(3)));
                case 5 ->
                        statement.execute(
                                "update t.items set id = %d where id = %d"
                                        .formatted(random.nextInt(KEYS), key));
                case 6 -> {
                    statement.execute("delete from t.items where id = " + key);
                    statement.execute(
                            "insert into t.items values (%d, 0, %s)".formatted(key, text));
                }
                case 7 -> {
                    Savepoint before = connection.setSavepoint();
                    statement.execute("update t.items set n = -1 where id = " + key);
                    statement.execute("insert into t.pairs values (%d, -1, 0)".formatted(key));
                    if (random.nextBoolean()) {
                        connection.rollback(before);
                    } else {
                        connection.releaseSavepoint(before);
                    }
                }
                case 8 -> copy(connection, random);
                case 9 ->
                        statement.execute(
                                "insert into t.pairs select %d, g, %d from generate_series(1, %d) g on conflict (a, b) do update set v = excluded.v"
                                        .formatted(key, random.nextInt(), 1 + random.nextInt(30)));
                case 10 ->
                        statement.execute(
                                "update t.pairs set b = b + 100 where a = " + random.nextInt(KEYS));
                case 11 -> statement.execute("delete from t.pairs where a = " + key);
                default -> throw new IllegalStateException();
            }
        }
    }

    private static void copy(Connection connection, Random random) throws SQLException {
        StringBuilder rows = new StringBuilder();
        int first = random.nextInt();
        for (int i = 0; i < 50; i++) {
            rows.append(1000 + random.nextInt(1_000_000_000))
                    .append('\t')
                    .append(first + i)
                    .append("\tcopied\n");
        }
        try {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy t.items from stdin", new StringReader(rows.toString()));
        } catch (java.io.IOException e) {
            throw new SQLException(e);
        }
    }
}
