package dev.millrace.batch.schedule;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The right to run beside none of the jobs that collide with one: a lock for each pair, held by a
 * session that ends with the process.
 */
final class Turn implements AutoCloseable {

    private final @Nullable Connection session;

    private Turn(@Nullable Connection session) {
        this.session = session;
    }

    /**
     * Takes the locks of all pairs, or none and returns empty; waits for nobody.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE}
     */
    static Optional<Turn> tryTake(DatabaseSettings database, Collection<String> pairs) {
        if (pairs.isEmpty()) {
            return Optional.of(new Turn(null));
        }
        Properties login = new Properties();
        login.setProperty("user", database.user());
        login.setProperty("password", database.password().reveal());
        login.setProperty("ApplicationName", "millrace batch turn");
        login.setProperty("tcpKeepAlive", "true");
        Connection session = null;
        boolean isTaken = false;
        try {
            session = DriverManager.getConnection(database.jdbcUrl(), login);
            isTaken = locked(session, pairs);
            return isTaken ? Optional.of(new Turn(session)) : Optional.empty();
        } catch (SQLException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE,
                    "the turn among %s cannot be taken: %s".formatted(pairs, e.getMessage()),
                    e);
        } finally {
            if (!isTaken) {
                close(session);
            }
        }
    }

    @Override
    public void close() {
        close(session);
    }

    private static boolean locked(Connection session, Collection<String> pairs)
            throws SQLException {
        try (PreparedStatement take =
                session.prepareStatement(
                        "select pg_try_advisory_lock(hashtext('millrace batch turn'), hashtext(?))")) {
            for (String pair : pairs) {
                take.setString(1, pair);
                try (ResultSet row = take.executeQuery()) {
                    if (!row.next() || !row.getBoolean(1)) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    private static void close(@Nullable Connection session) {
        if (session != null) {
            try {
                session.close();
            } catch (SQLException e) {
                // The session is lost, and its locks with it.
            }
        }
    }
}
