package dev.millrace.schema.limits;

import static org.awaitility.Awaitility.await;

import dev.millrace.schema.testing.Rows;
import dev.millrace.schema.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** Two transactions at once on one database; the second is in a thread of its own when it waits. */
final class TwoSessions implements AutoCloseable {

    private final Connection firstConnection;
    private final Connection secondConnection;
    private final String secondProcess;

    final Rows first;
    final Rows second;

    TwoSessions(TestDatabase database) throws SQLException {
        firstConnection = database.connect();
        secondConnection = database.connect();
        first = new Rows(firstConnection);
        second = new Rows(secondConnection);
        secondProcess = Objects.requireNonNull(second.text("select pg_backend_pid()"));
        firstConnection.setAutoCommit(false);
        secondConnection.setAutoCommit(false);
    }

    /** What a session does. */
    interface Write {
        void run() throws SQLException;
    }

    void commitFirst() throws SQLException {
        firstConnection.commit();
    }

    void commitSecond() throws SQLException {
        secondConnection.commit();
    }

    /** From here on the second session sees the database of this moment. */
    void freezeSecond() throws SQLException {
        secondConnection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        second.text("select 1");
    }

    /**
     * The second session writes, waits for the first, which then commits.
     *
     * @return the constraint that the write of the second then violates
     */
    @Nullable String constraintThatStopsSecondBehindFirst(Write write) throws SQLException {
        CompletableFuture<Throwable> outcome =
                CompletableFuture.supplyAsync(() -> {
                    try {
                        write.run();
                        return new AssertionError("the second session was not refused");
                    } catch (SQLException e) {
                        return e;
                    }
                });
        await().until(() ->
                "t"
                        .equals(
                                first.text(
                                        "select cardinality(pg_blocking_pids(?::integer)) > 0",
                                        Integer.valueOf(secondProcess))));
        commitFirst();
        Throwable refusal = outcome.join();
        if (refusal instanceof PSQLException e && e.getServerErrorMessage() != null) {
            return e.getServerErrorMessage().getConstraint();
        }
        throw new AssertionError(refusal);
    }

    @Override
    public void close() throws SQLException {
        firstConnection.close();
        secondConnection.close();
    }
}
