package dev.millrace.batch.launch;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The right to run a job, held by a session of its own: it ends with the process, whatever ends it.
 *
 * <p>A session can also be lost while its process lives. So each holder counts up a row, and each
 * chunk reads that row and keeps it: a chunk that a former holder has begun is waited for, and none
 * begins after.
 */
final class JobLock implements AutoCloseable {

    private final String jobName;
    private final Connection session;
    private final long fence;

    private JobLock(String jobName, Connection session, long fence) {
        this.jobName = jobName;
        this.session = session;
        this.fence = fence;
    }

    /**
     * Takes the lock, or returns empty when another session has it. Waits for a chunk that a former
     * holder has still in hand.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE}
     */
    static Optional<JobLock> tryTake(DatabaseSettings database, String jobName, String holder) {
        Connection session = null;
        try {
            session = connect(database);
            boolean taken;
            try (PreparedStatement take =
                    session.prepareStatement(
                            "select pg_try_advisory_lock(hashtext('millrace batch'), hashtext(?))")) {
                take.setString(1, jobName);
                try (ResultSet row = take.executeQuery()) {
                    taken = row.next() && row.getBoolean(1);
                }
            }
            if (!taken) {
                session.close();
                return Optional.empty();
            }
            return Optional.of(new JobLock(jobName, session, countUp(session, jobName, holder)));
        } catch (SQLException e) {
            closeQuietly(session, e);
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE,
                    "the lock of job %s cannot be taken: %s".formatted(jobName, e.getMessage()),
                    e);
        }
    }

    /** Who has the lock, as far as is written down. */
    static Optional<String> holder(JdbcClient sql, String jobName) {
        return sql.sql("select held_by from batch.job_locks where job_name = ?")
                .param(jobName)
                .query(String.class)
                .optional();
    }

    /**
     * Called first in each chunk's transaction.
     *
     * @throws PipelineException {@link ErrorKind#FENCED} when another process has the lock
     */
    void verify(JdbcClient sql) {
        long current =
                sql.sql("select fence from batch.job_locks where job_name = ? for share")
                        .param(jobName)
                        .query(Long.class)
                        .single();
        if (current != fence) {
            throw new PipelineException(
                    ErrorKind.FENCED,
                    "the session that held the lock of job %s was lost, and %s has taken it"
                            .formatted(jobName, holder(sql, jobName).orElse("another process")));
        }
    }

    /** Gives the lock back before the session ends: its end takes the server a moment. */
    @Override
    public void close() {
        try (session;
                PreparedStatement unlock =
                        session.prepareStatement(
                                "select pg_advisory_unlock(hashtext('millrace batch'), hashtext(?))")) {
            unlock.setString(1, jobName);
            unlock.execute();
        } catch (SQLException e) {
            // The session is lost, and the lock with it.
        }
    }

    private static long countUp(Connection session, String jobName, String holder)
            throws SQLException {
        try (PreparedStatement count =
                session.prepareStatement(
                        """
                        insert into batch.job_locks (job_name, fence, held_by)
                        values (?, 1, ?)
                        on conflict (job_name) do update
                        set fence = job_locks.fence + 1,
                            held_by = excluded.held_by,
                            held_since = excluded.held_since
                        returning fence
                        """)) {
            count.setString(1, jobName);
            count.setString(2, holder);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static Connection connect(DatabaseSettings database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", database.user());
        properties.setProperty("password", database.password().reveal());
        properties.setProperty("ApplicationName", "millrace batch lock");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(database.jdbcUrl(), properties);
    }

    private static void closeQuietly(
            @org.jspecify.annotations.Nullable Connection session, SQLException cause) {
        if (session != null) {
            try {
                session.close();
            } catch (SQLException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
