package dev.millrace.schema.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connection of somebody who works at intervals and whom a server that does not answer shall
 * not end: it is opened when there is work, closed when work fails, and opened again by the next.
 * Confined to one thread.
 */
public final class LastingConnection implements AutoCloseable {

    private final Opening opening;
    private final Consumer<SQLException> fault;
    private @Nullable Connection connection;
    private boolean failing;

    /** How the connection is opened. */
    public interface Opening {
        Connection open() throws SQLException;
    }

    /**
     * What is done on the connection.
     *
     * @param <T> what comes of it
     */
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** What is done on the connection, without a result. */
    public interface Task {
        void on(Connection connection) throws SQLException;
    }

    /**
     * @param fault told the first of several failures in a row
     */
    public LastingConnection(Opening opening, Consumer<SQLException> fault) {
        this.opening = opening;
        this.fault = fault;
    }

    /** Does the work, and gives what came of it; empty when it failed. */
    public <T> Optional<T> attempt(Work<T> work) {
        try {
            Connection current = connection;
            if (current == null) {
                current = opening.open();
                connection = current;
            }
            T result = work.on(current);
            failing = false;
            return Optional.of(result);
        } catch (SQLException e) {
            if (!failing) {
                fault.accept(e);
            }
            failing = true;
            close();
            return Optional.empty();
        }
    }

    /** Does the work, unless it fails. */
    public void run(Task task) {
        Optional<Boolean> _ =
                attempt(current -> {
                    task.on(current);
                    return true;
                });
    }

    /** Closes it; further work opens another. */
    @Override
    public void close() {
        Connection current = connection;
        connection = null;
        if (current != null) {
            try {
                current.close();
            } catch (SQLException e) {
                // It was lost before, which is why it is closed.
            }
        }
    }
}
