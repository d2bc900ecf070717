package dev.millrace.ingest.testing;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.postgresql.PGConnection;

/**
 * Writers that change the {@link HistoryTables} at random, from a seed: overlapping transactions of
 * single and many rows, COPY, changed keys, deletes and re-inserts, savepoints, rollbacks, and now
 * and then a transaction that stays open while hundreds of others commit.
 */
public final class Workload implements AutoCloseable {

    private static final int KEYS = 400;

    private final TestSource source;
    private final AtomicBoolean running = new AtomicBoolean(true);
    private final AtomicInteger commits = new AtomicInteger();
    private final List<Thread> writers = new ArrayList<>();

    private Workload(TestSource source) {
        this.source = source;
    }

    public static Workload start(TestSource source, long seed, int writers) {
        Workload workload = new Workload(source);
        for (int i = 0; i < writers; i++) {
            Random random = new Random(seed * 31 + i);
            workload.writers.add(
                    Thread.ofPlatform().name("writer-" + i).start(() -> workload.write(random)));
        }
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
        for (Thread writer : writers) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void write(Random random) {
        try (Connection connection = source.connect()) {
            connection.setAutoCommit(false);
            while (running.get()) {
                try {
                    transaction(connection, random);
                } catch (SQLException e) {
                    // A deadlock or a taken key: the other transaction won.
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void transaction(Connection connection, Random random) throws SQLException {
        int steps = 1 + random.nextInt(4);
        for (int i = 0; i < steps; i++) {
            step(connection, random);
        }
        if (random.nextInt(40) == 0) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("select pg_sleep(0.5)");
                statement.execute("select pg_logical_emit_message(true, 'test', 'in between')");
            }
        }
        if (random.nextInt(8) == 0) {
            connection.rollback();
        } else {
            connection.commit();
            commits.incrementAndGet();
        }
    }

    private static void step(Connection connection, Random random) throws SQLException {
        int key = random.nextInt(KEYS);
        String text = "'v" + random.nextInt(1_000_000) + "'";
        try (Statement statement = connection.createStatement()) {
            switch (random.nextInt(12)) {
                case 0, 1, 2 ->
                        statement.execute(
                                "insert into t.items values (%d, %d, %s) on conflict (id) do update set n = excluded.n, txt = excluded.txt"
                                        .formatted(key, random.nextInt(), text));
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
