package dev.millrace.bench.derived.data;

import dev.millrace.bench.servers.BenchServers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What is in the application's tables when the benchmark begins.
 *
 * @param rows of each table that the compared stores are made from; also those that are empty
 */
public record DataSet(Map<String, Long> rows) {

    /** How many rows each kind of probe has. */
    public static final int PROBES = 20;

    /** What the compared stores are made from. */
    public static final List<String> SOURCES =
            List.of(
                    "learning.courses",
                    "learning.course_modules",
                    "learning.lessons",
                    "learning.assessments",
                    "learning.enrollments",
                    "learning.lesson_progress",
                    "learning.course_completions",
                    "learning.user_notes",
                    "learning.user_bookmarks",
                    "billing.course_purchases",
                    "billing.refunds",
                    "projects.projects",
                    "projects.applications",
                    "wellness.practitioners",
                    "wellness.reviews",
                    "wellness.bookings");

    private static final Map<String, Long> FULL_SIZE =
            Map.of(
                    "people", 100_000L,
                    "courses", 2_000L,
                    "enrollments", 1_000_000L,
                    "projects", 2_000L,
                    "applications", 200_000L,
                    "practitioners", 1_000L,
                    "bookings", 50_000L);

    private static final int SIZE_MIN = 50;

    public DataSet {
        rows = new LinkedHashMap<>(rows);
    }

    /**
     * Loads everything into empty tables.
     *
     * @param scale 1 for the full size
     */
    public static DataSet load(BenchServers servers, double scale) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            // A recorded log must stay, however long the benchmark takes.
            statement.execute("alter system set max_slot_wal_keep_size = -1");
            statement.execute("select pg_reload_conf()");
            statement.execute("set session_replication_role = replica");
            statement.execute("set work_mem = '256MB'");
            for (Map.Entry<String, Long> size : FULL_SIZE.entrySet()) {
                long scaled = Math.max(SIZE_MIN, Math.round(size.getValue() * scale));
                statement.execute("set bench." + size.getKey() + " = " + scaled);
            }
            statement.execute("set bench.probes = " + PROBES);
            statement.execute(text("tables.sql"));
            statement.execute(text("probes.sql"));
            statement.execute("vacuum analyze");
            statement.execute("checkpoint");
            return count(statement);
        }
    }

    /**
     * Adds the completions that the application's changes have earned since, which ours and the
     * triggers add by themselves: so that a first build finds nothing to add.
     */
    public static void settle(BenchServers servers) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    insert into learning.course_completions (
                        user_id, course_id, completed_at, total_time_spent_seconds)
                    select user_id, course_id, completed_at, total_time_spent_seconds
                    from oracle.course_progress
                    where completed_at is not null
                    on conflict (user_id, course_id) do nothing
                    """);
        }
    }

    /** Rows of all these tables together. */
    public long total() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    private static DataSet count(Statement statement) throws SQLException {
        Map<String, Long> rows = new LinkedHashMap<>();
        for (String table : SOURCES) {
            try (ResultSet row = statement.executeQuery("select count(*) from " + table)) {
                row.next();
                rows.put(table, row.getLong(1));
            }
        }
        return new DataSet(rows);
    }

    private static String text(String resource) {
        try (InputStream sql = DataSet.class.getResourceAsStream(resource)) {
            return new String(
                    Objects.requireNonNull(sql, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
