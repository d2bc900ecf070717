package dev.millrace.batch.job;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Work on the schema that must not make writers queue. Whoever waits for a strong lock blocks all
 * who come after him, so he waits for a moment only, and a savepoint gives back what he had got.
 *
 * @param longest longest time for one lock
 */
public record BriefLocks(Duration longest) {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String QUERY_CANCELED = "57014";
    private static final String DEADLOCK = "40P01";

    /** One statement may need several locks, one after the other. */
    private static final int LOCKS_OF_A_STATEMENT = 3;

    /**
     * Runs the statement in the running transaction; false when a lock was not to be had, and then
     * nothing has changed and no lock of it is held.
     */
    public boolean tried(JdbcClient sql, Consumer<JdbcClient> statement) {
        sql.sql("savepoint brief").update();
        try {
            limit(sql, longest.toMillis(), longest.toMillis() * LOCKS_OF_A_STATEMENT);
            statement.accept(sql);
            limit(sql, 0, 0);
            sql.sql("release savepoint brief").update();
            return true;
        } catch (DataAccessException e) {
            if (!isLockWait(e)) {
                throw e;
            }
            sql.sql("rollback to savepoint brief").update();
            return false;
        }
    }

    private static void limit(JdbcClient sql, long lockMillis, long statementMillis) {
        sql.sql(
                        "select set_config('lock_timeout', ?, true), set_config('statement_timeout', ?, true)")
                .params(Long.toString(lockMillis), Long.toString(statementMillis))
                .query()
                .singleRow();
    }

    private static boolean isLockWait(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SQLException sqlException) {
                String state = Objects.requireNonNullElse(sqlException.getSQLState(), "");
                return state.equals(LOCK_NOT_AVAILABLE)
                        || state.equals(QUERY_CANCELED)
                        || state.equals(DEADLOCK);
            }
        }
        return false;
    }
}
