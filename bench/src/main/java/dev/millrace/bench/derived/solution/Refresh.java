package dev.millrace.bench.derived.solution;

import dev.millrace.bench.derived.check.ComparedStore;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The documents' materialized view of course statistics, with the oracle's query in place of
 * theirs, which multiplies rows until it never ends. Refreshed again as soon as it has been
 * refreshed, where the documents do it every four hours.
 */
final class Refresh implements Solution {

    private static final String VIEW = "bench.refreshed_course_statistics";

    private final BenchServers servers;
    private volatile boolean going;
    private volatile @Nullable SQLException failure;
    private @Nullable Thread loop;

    Refresh(BenchServers servers) {
        this.servers = servers;
    }

    @Override
    public SolutionKind kind() {
        return SolutionKind.REFRESH;
    }

    @Override
    public List<ComparedStore> stores() {
        return List.of(ComparedStore.in(VIEW, ComparedStore.COURSE_STATISTICS));
    }

    @Override
    public boolean buildsInBackground() {
        return false;
    }

    @Override
    public void build() throws SQLException {
        execute(
                "create materialized view %1$s as select * from oracle.course_statistics;"
                                .formatted(VIEW)
                        + "create unique index on %1$s (course_id)".formatted(VIEW));
    }

    @Override
    public void start() {
        going = true;
        loop = Thread.ofPlatform().daemon().name("refresh").start(this::refresh);
    }

    private void refresh() {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set work_mem = '256MB'");
            while (going) {
                statement.execute("refresh materialized view concurrently " + VIEW);
            }
        } catch (SQLException e) {
            failure = e;
        }
    }

    @Override
    public void stop() throws InterruptedException {
        going = false;
        Thread running = loop;
        if (running != null) {
            running.join();
            loop = null;
        }
    }

    @Override
    public void failIfBroken() {
        SQLException reason = failure;
        if (reason != null) {
            throw new PipelineException(
                    ErrorKind.TRANSIENT, "refreshing failed: " + reason.getMessage(), reason);
        }
    }

    @Override
    public void close() throws SQLException, InterruptedException {
        stop();
        execute("drop materialized view if exists " + VIEW);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
