package dev.millrace.batch.reindex;

import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.Work;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * REINDEX INDEX CONCURRENTLY, one a chunk, each in a session of the owner. Readers and writers go
 * on; what an earlier rebuild that was cut off has left behind is dropped first. One that fails
 * does not keep the others from being rebuilt: the job fails after the last, with its name.
 *
 * <p>For steps outside of transactions: PostgreSQL allows nothing else, and a rebuild waits for
 * every transaction that is older than it.
 */
public final class IndexRebuilds implements Work {

    /** Names that only a concurrent rebuild gives, of indexes that it has not finished. */
    private static final String LEFT_BEHIND =
            """
            select i.indexrelid::regclass::text
            from pg_index i
            join pg_class c on c.oid = i.indexrelid
            join pg_class t on t.oid = i.indrelid
            where not i.indisvalid
                and c.relname ~ '_cc(new|old)[0-9]*$'
                and t.relowner = 'millrace_owner'::regrole
            order by 1
            """;

    private final DatabaseSettings owner;
    private final Duration patience;
    private final Function<JdbcClient, List<String>> targets;
    private final Deque<String> left = new ArrayDeque<>();
    private final List<String> failures = new ArrayList<>();

    private boolean isBegun;

    /**
     * @param owner the database, seen by the owner of the indexes
     * @param patience longest wait of a rebuild for one older transaction or lock
     * @param targets finds the indexes: names with their schema, quoted where needed
     */
    public IndexRebuilds(
            DatabaseSettings owner, Duration patience, Function<JdbcClient, List<String>> targets) {
        this.owner = owner;
        this.patience = patience;
        this.targets = targets;
    }

    /** What the step would do, in lines for people. */
    public List<String> plan(JdbcClient sql) {
        List<String> lines = new ArrayList<>();
        leftBehind(sql).forEach(index -> lines.add("drop " + index + ", left behind"));
        targets.apply(sql).forEach(name -> lines.add("reindex " + name));
        return lines;
    }

    @Override
    public OptionalLong total(JdbcClient sql) {
        return OptionalLong.of(targets.apply(sql).size());
    }

    @Override
    public Chunk next(JdbcClient sql) {
        if (!isBegun) {
            leftBehind(sql).forEach(this::drop);
            left.addAll(targets.apply(sql));
            isBegun = true;
            return Chunk.of(0);
        }
        String name = left.poll();
        if (name == null) {
            if (!failures.isEmpty()) {
                throw new PipelineException(
                        ErrorKind.JOB_FAILED, "not rebuilt: " + String.join("; ", failures));
            }
            return Chunk.last(0);
        }
        try {
            asOwner("reindex index concurrently " + name);
            return Chunk.of(1);
        } catch (SQLException e) {
            failures.add(name + ": " + e.getMessage());
            leftBehind(sql).forEach(this::drop);
            return Chunk.of(0);
        }
    }

    private static List<String> leftBehind(JdbcClient sql) {
        return sql.sql(LEFT_BEHIND).query(String.class).list();
    }

    private void drop(String index) {
        try {
            asOwner("drop index concurrently if exists " + index);
        } catch (SQLException e) {
            failures.add(index + ", left behind, cannot be dropped: " + e.getMessage());
        }
    }

    private void asOwner(String statement) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", owner.user());
        login.setProperty("password", owner.password().reveal());
        login.setProperty("ApplicationName", "millrace batch reindex");
        login.setProperty("tcpKeepAlive", "true");
        login.setProperty(
                "options", "-c statement_timeout=0 -c lock_timeout=" + patience.toMillis());
        try (Connection session = DriverManager.getConnection(owner.jdbcUrl(), login);
                Statement work = session.createStatement()) {
            work.execute(statement);
        }
    }
}
