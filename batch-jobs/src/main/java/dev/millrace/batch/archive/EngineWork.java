package dev.millrace.batch.archive;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Work of the engine that goes on in a thread of its own. Its connection must not be used or closed
 * before this is closed.
 */
final class EngineWork implements AutoCloseable {

    private final FutureTask<@Nullable Void> task;

    private EngineWork(FutureTask<@Nullable Void> task) {
        this.task = task;
    }

    /** What is done. */
    interface Task {
        void run() throws SQLException, IOException;
    }

    /**
     * Starts a statement.
     *
     * @param atEnd runs when it has ended, in whatever way, before anybody is told
     */
    static EngineWork start(Connection engine, String sql, Runnable atEnd) {
        return start(() -> {
            try (Statement statement = engine.createStatement()) {
                statement.execute(sql);
            } finally {
                atEnd.run();
            }
        });
    }

    /** Starts anything that the engine takes part in. */
    static EngineWork start(Task work) {
        FutureTask<@Nullable Void> task =
                new FutureTask<>(() -> {
                    work.run();
                    return null;
                });
        Thread.ofPlatform().name("archive engine").daemon().start(task);
        return new EngineWork(task);
    }

    /**
     * Waits for its end.
     *
     * @throws SQLException of a statement, and whatever else it failed with
     */
    void await() throws SQLException, IOException {
        awaitQuietly();
        switch (task.state()) {
            case SUCCESS, RUNNING, CANCELLED -> {}
            case FAILED -> {
                Throwable failure = task.exceptionNow();
                switch (failure) {
                    case SQLException known -> throw known;
                    case IOException known -> throw known;
                    case RuntimeException known -> throw known;
                    default -> throw new IllegalStateException("the engine failed", failure);
                }
            }
        }
    }

    private void awaitQuietly() {
        boolean isInterrupted = false;
        while (!task.isDone()) {
            try {
                task.get();
            } catch (InterruptedException e) {
                isInterrupted = true;
            } catch (ExecutionException e) {
                break;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for its end, whatever that is. */
    @Override
    public void close() {
        awaitQuietly();
    }
}
