package dev.millrace.bench.search.data;

import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.search.SearchIndexes;
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
 * @param rows of the tables that documents are mainly made of
 * @param courses that the settings asked for, those of the popular parent not among them
 * @param practitioners that the settings asked for
 * @param people whose rows are there, numbered from 0
 * @param children documents in which the name of the popular parent stands
 */
public record SearchData(
        Map<String, Long> rows, long courses, long practitioners, long people, int children) {

    /** How many rows each kind of probe has. */
    public static final int PROBES = 20;

    /** What is filled and compared. */
    public static final List<SearchIndex> INDEXES =
            List.of(
                    SearchIndexes.COURSES,
                    SearchIndexes.LESSONS,
                    SearchIndexes.PRACTITIONERS,
                    SearchIndexes.REVIEWS);

    private static final List<String> TABLES =
            List.of(
                    "learning.courses",
                    "learning.lessons",
                    "wellness.practitioners",
                    "wellness.reviews");

    private static final long COURSES = 50_000;
    private static final long PRACTITIONERS = 20_000;
    private static final int SIZE_MIN = 60;

    public SearchData {
        rows = new LinkedHashMap<>(rows);
    }

    /**
     * Loads everything into empty tables.
     *
     * @param scale 1 for 50,000 courses with 200,000 lessons, and 20,000 practitioners with 200,000
     *     reviews
     * @param children documents of the popular parent, whatever the scale
     */
    public static SearchData load(BenchServers servers, double scale, int children)
            throws SQLException {
        long courses = Math.max(SIZE_MIN, Math.round(COURSES * scale));
        long practitioners = Math.max(SIZE_MIN, Math.round(PRACTITIONERS * scale));
        long people = practitioners * 2;
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            statement.execute("set work_mem = '256MB'");
            statement.execute("set bench.courses = " + courses);
            statement.execute("set bench.practitioners = " + practitioners);
            statement.execute("set bench.people = " + people);
            statement.execute("set bench.children = " + children);
            statement.execute("set bench.probes = " + PROBES);
            statement.execute(text("tables.sql"));
            statement.execute(text("probes.sql"));
            statement.execute("vacuum analyze");
            statement.execute("checkpoint");
            Map<String, Long> rows = new LinkedHashMap<>();
            for (String table : TABLES) {
                try (ResultSet row = statement.executeQuery("select count(*) from " + table)) {
                    row.next();
                    rows.put(table, row.getLong(1));
                }
            }
            return new SearchData(rows, courses, practitioners, people, children);
        }
    }

    private static String text(String resource) {
        try (InputStream sql = SearchData.class.getResourceAsStream(resource)) {
            return new String(
                    Objects.requireNonNull(sql, resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
