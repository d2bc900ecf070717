package dev.millrace.batch.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A statement of the engine that runs in a thread of its own. Its connection must not be used or
 * closed before this is closed.
 */
final class EngineWork implements AutoCloseable {

    private final FutureTask<Void> task;

    private EngineWork(FutureTask<Void> task) {
        this.task = task;
    }

    /**
     * Starts it.
     *
     * @param atEnd runs when it has ended, in whatever way, before anybody is told
     */
    static EngineWork start(Connection engine, String sql, Runnable atEnd) {
        FutureTask<Void> task =
                new FutureTask<>(() -> {
                    try (Statement statement = engine.createStatement()) {
                        statement.execute(sql);
                        return null;
                    } finally {
                        atEnd.run();
                    }
                });
        Thread.ofPlatform().name("archive engine").daemon().start(task);
        return new EngineWork(task);
    }

    boolean isDone() {
        return task.isDone();
    }

    /** Waits for its end, but not for long. */
    void glance() {
        try {
            task.get(1, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // The engine cannot be left alone with the connection; await tells of it.
            Thread.currentThread().interrupt();
            awaitQuietly();
        } catch (ExecutionException | TimeoutException e) {
            // Either is seen by who asks next.
        }
    }

    /**
     * Waits for its end.
     *
     * @throws SQLException of the statement
     */
    void await() throws SQLException {
        awaitQuietly();
        switch (task.state()) {
            case SUCCESS, RUNNING, CANCELLED -> {}
            case FAILED -> {
                Throwable failure = task.exceptionNow();
                if (failure instanceof SQLException known) {
                    throw known;
                }
                throw new IllegalStateException("the engine failed", failure);
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
