package dev.millrace.launcher.csvimport;

import dev.millrace.launcher.csvimport.ImportComparison.Difference;
import dev.millrace.launcher.csvimport.ImportData.Completion;
import dev.millrace.launcher.csvimport.ImportData.Course;
import dev.millrace.launcher.rows.Rows;
import dev.millrace.launcher.rows.SqlStates;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * What the figures must be, counted from the files alone, and whether the derived tables say the
 * same. It holds while nothing but the import touches the imported courses.
 */
public final class ImportExpectation {

    private static final BigDecimal RECOMMENDED_FROM = new BigDecimal(4);

    private final Map<UUID, CourseFigures> courses;
    private final Map<String, Integer> tags;

    /**
     * Figures of one course.
     *
     * @param key of the course in the file
     * @param averageRating two decimals, half away from zero; empty without ratings
     */
    public record CourseFigures(
            String key,
            int enrollmentCount,
            int completionCount,
            int ratingCount,
            long ratingSum,
            Optional<BigDecimal> averageRating,
            int recommendCount) {}

    private ImportExpectation(Map<UUID, CourseFigures> courses, Map<String, Integer> tags) {
        this.courses = courses;
        this.tags = tags;
    }

    /**
     * Counts the files; bad lines do not count.
     *
     * @throws PipelineException {@link ErrorKind#SETTING_INVALID} when a file cannot be read
     */
    public static ImportExpectation of(ImportSettings settings) {
        ImportData data = ImportData.read(settings);
        ImportKeys keys = new ImportKeys(settings.dataset());
        Map<String, List<Completion>> byCourse = new HashMap<>();
        for (Completion completion : data.completions()) {
            byCourse.computeIfAbsent(completion.course(), key -> new ArrayList<>()).add(completion);
        }
        Map<UUID, CourseFigures> courses = new LinkedHashMap<>();
        Map<String, Integer> tags = new TreeMap<>();
        for (Course course : data.courses().values()) {
            courses.put(
                    keys.course(course.key()),
                    figures(course.key(), byCourse.getOrDefault(course.key(), List.of())));
            course.tags().stream()
                    .map(ImportKeys::slug)
                    .distinct()
                    .forEach(tag -> tags.merge(tag, 1, Integer::sum));
        }
        return new ImportExpectation(courses, tags);
    }

    private static CourseFigures figures(String key, List<Completion> completions) {
        List<BigDecimal> ratings =
                completions.stream().flatMap(one -> one.rating().stream()).toList();
        long sum =
                ratings.stream()
                        .mapToLong(rating -> rating.setScale(0, RoundingMode.CEILING).longValue())
                        .sum();
        Optional<BigDecimal> average =
                ratings.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                BigDecimal.valueOf(sum)
                                        .divide(
                                                BigDecimal.valueOf(ratings.size()),
                                                2,
                                                RoundingMode.HALF_UP));
        int recommended =
                (int)
                        ratings.stream()
                                .filter(rating -> rating.compareTo(RECOMMENDED_FROM) >= 0)
                                .count();
        return new CourseFigures(
                key,
                completions.size(),
                completions.size(),
                ratings.size(),
                sum,
                average,
                recommended);
    }

    /** Figures of every course, in the order of the file. */
    public List<CourseFigures> courses() {
        return List.copyOf(courses.values());
    }

    /** How many of the courses have a tag, by the tag's slug. */
    public Map<String, Integer> tags() {
        return Map.copyOf(tags);
    }

    /**
     * Compares with {@code derived.course_statistics} and {@code learning.course_tag_map}.
     *
     * @param dataSource may read both and {@code learning.course_tags}
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} when they cannot be read
     */
    public ImportComparison compareWith(DataSource dataSource) {
        List<Difference> differences = new ArrayList<>();
        try (Connection connection = dataSource.getConnection()) {
            Map<UUID, CourseFigures> found = foundCourses(connection);
            courses.forEach((id, expected) -> compare(expected, found.get(id), differences));
            compareTags(foundTags(connection), differences);
        } catch (SQLException e) {
            throw SqlStates.failure("the derived tables cannot be read", e);
        }
        return new ImportComparison(courses.size(), tags.size(), differences);
    }

    private Map<UUID, CourseFigures> foundCourses(Connection connection) throws SQLException {
        Map<UUID, CourseFigures> found = new HashMap<>();
        Rows.read(
                connection,
                """
                select course_id, enrollment_count, completion_count, rating_count, rating_sum,
                       average_rating, recommend_count
                from derived.course_statistics where course_id = any (?::uuid[])
                """,
                row -> {
                    UUID id = row.getObject(1, UUID.class);
                    return found.put(id, figuresIn(row, courses.get(id)));
                },
                List.copyOf(courses.keySet()));
        return found;
    }

    private static CourseFigures figuresIn(ResultSet row, @Nullable CourseFigures expected)
            throws SQLException {
        return new CourseFigures(
                expected == null ? "" : expected.key(),
                row.getInt(2),
                row.getInt(3),
                row.getInt(4),
                row.getLong(5),
                Optional.ofNullable(row.getBigDecimal(6)),
                row.getInt(7));
    }

    private static void compare(
            CourseFigures expected, @Nullable CourseFigures found, List<Difference> differences) {
        String what = "course " + expected.key();
        if (found == null) {
            differences.add(new Difference(what, "row", "there", "missing"));
            return;
        }
        Differing differing = new Differing(what, differences);
        differing.check("enrollment_count", expected.enrollmentCount(), found.enrollmentCount());
        differing.check("completion_count", expected.completionCount(), found.completionCount());
        differing.check("rating_count", expected.ratingCount(), found.ratingCount());
        differing.check("rating_sum", expected.ratingSum(), found.ratingSum());
        differing.check(
                "average_rating",
                expected.averageRating().map(BigDecimal::toPlainString),
                found.averageRating().map(BigDecimal::toPlainString));
        differing.check("recommend_count", expected.recommendCount(), found.recommendCount());
    }

    private Map<String, Integer> foundTags(Connection connection) throws SQLException {
        Map<String, Integer> found = new HashMap<>();
        Rows.read(
                connection,
                """
                select t.slug, count(*) from learning.course_tag_map m
                join learning.course_tags t on t.id = m.tag_id
                where m.course_id = any (?::uuid[]) group by t.slug
                """,
                row -> found.put(row.getString(1), row.getInt(2)),
                List.copyOf(courses.keySet()));
        return found;
    }

    private void compareTags(Map<String, Integer> found, List<Difference> differences) {
        Map<String, Integer> all = new TreeMap<>(found);
        all.putAll(tags);
        for (String tag : all.keySet()) {
            new Differing("tag " + tag, differences)
                    .check("usage_count", tags.getOrDefault(tag, 0), found.getOrDefault(tag, 0));
        }
    }

    /** Notes the figures of one thing that are not as expected. */
    private record Differing(String what, List<Difference> differences) {

        void check(String column, Object expected, Object found) {
            if (!Objects.equals(expected, found)) {
                differences.add(new Difference(what, column, text(expected), text(found)));
            }
        }

        private static String text(Object value) {
            return value instanceof Optional<?> optional
                    ? String.valueOf(optional.orElse(null))
                    : String.valueOf(value);
        }
    }
}
