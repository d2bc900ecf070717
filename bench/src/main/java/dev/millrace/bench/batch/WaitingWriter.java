package dev.millrace.bench.batch;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** An application that goes on writing meanwhile, and how long its longest write took. */
final class WaitingWriter implements AutoCloseable {

    private final Connection connection;
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final AtomicBoolean ends = new AtomicBoolean();
    private final CompletableFuture<Writes> result;

    /**
     * What it met.
     *
     * @param count how many writes
     * @param longest the longest of them
     */
    record Writes(long count, Duration longest) {}

    /**
     * Starts to write, one statement after the other.
     *
     * @param connection in auto-commit mode; closed at the end
     * @param statement what it writes
     */
    WaitingWriter(Connection connection, String statement) {
        this.connection = connection;
        this.result = CompletableFuture.supplyAsync(() -> write(statement), thread);
    }

    private Writes write(String sql) {
        long count = 0;
        long longest = 0;
        try (Statement statement = connection.createStatement()) {
            while (!ends.get()) {
                long begin = System.nanoTime();
                statement.execute(sql);
                longest = Math.max(longest, System.nanoTime() - begin);
                count++;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the writer was refused: " + e.getMessage(), e);
        }
        return new Writes(count, Duration.ofNanos(longest));
    }

    /** Ends it. */
    Writes writes() {
        ends.set(true);
        return result.join();
    }

    @Override
    public void close() throws SQLException {
        ends.set(true);
        thread.close();
        connection.close();
    }
}
