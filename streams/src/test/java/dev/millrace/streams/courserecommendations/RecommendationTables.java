package dev.millrace.streams.courserecommendations;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables as plain maps, and the lists that follow from them, computed the plain way. */
final class RecommendationTables {

    final Map<String, Boolean> users = new TreeMap<>();
    final Map<String, Course> courses = new TreeMap<>();
    final Map<String, Enrollment> enrollments = new TreeMap<>();

    /** A course with its statistics. */
    record Course(
            @Nullable String category,
            String status,
            boolean deleted,
            @Nullable Integer publishedDaysAgo,
            int learners,
            @Nullable String rating) {

        boolean isOpen() {
            return status.equals("published") && !deleted && publishedDaysAgo != null;
        }

        Row row(String id) {
            return Rows.row(
                    "id", id,
                    "category_id", category,
                    "status", status,
                    "deleted_at", deleted ? "2020-01-01T00:00:00Z" : null,
                    "published_at",
                            publishedDaysAgo == null
                                    ? null
                                    : Instant.EPOCH
                                            .minus(publishedDaysAgo, ChronoUnit.DAYS)
                                            .toString());
        }

        Row statistics(String id) {
            return Rows.row(
                    "course_id", id, "enrollment_count", learners, "average_rating", rating);
        }
    }

    record Enrollment(String user, String course) {
        Row row(String id) {
            return Rows.row("id", id, "user_id", user, "course_id", course);
        }
    }

    static Row user(String id, boolean live) {
        return Rows.row("id", id, "deleted_at", live ? null : "2020-01-01T00:00:00Z");
    }

    boolean isEnrolled(String user, String course) {
        return enrollments.containsValue(new Enrollment(user, course));
    }

    /** Every list, as of the first moment of 1970. */
    Map<RowKey, Row> expected() {
        Map<RowKey, Row> rows = new HashMap<>();
        users.forEach((user, live) -> {
            if (live) {
                rows.putAll(listOf(user));
            }
        });
        return rows;
    }

    private Map<RowKey, Row> listOf(String user) {
        Collection<Enrollment> own =
                enrollments.values().stream().filter(e -> e.user.equals(user)).toList();
        record Scored(String course, BigDecimal score) {}
        List<Scored> scored =
                courses.entrySet().stream()
                        .filter(course -> course.getValue().isOpen())
                        .filter(course -> !isEnrolled(user, course.getKey()))
                        .map(course -> new Scored(course.getKey(), score(own, course.getValue())))
                        .sorted((a, b) ->
                                a.score.equals(b.score)
                                        ? a.course.compareTo(b.course)
                                        : b.score.compareTo(a.score))
                        .limit(10)
                        .toList();
        Map<RowKey, Row> list = new HashMap<>();
        for (Scored one : scored) {
            list.put(
                    RowKey.of(user, one.course),
                    Rows.row(
                            "user_id",
                            user,
                            "course_id",
                            one.course,
                            "score",
                            one.score.toPlainString(),
                            "rank",
                            list.size() + 1));
        }
        return list;
    }

    private BigDecimal score(Collection<Enrollment> own, Course course) {
        Stream<@Nullable String> categories =
                own.stream()
                        .map(e -> courses.get(e.course))
                        .filter(Objects::nonNull)
                        .map(Course::category);
        double inCategory =
                course.category == null
                        ? 0
                        : categories.filter(c -> Objects.equals(c, course.category)).count();
        double share = own.isEmpty() ? 0 : inCategory / own.size();
        double rating = course.rating == null ? 0 : Double.parseDouble(course.rating);
        double age = Math.max(0, Objects.requireNonNull(course.publishedDaysAgo));
        double score =
                0.4 * share
                        + 0.3 * rating / 5
                        + 0.2 * Math.min(1, Math.log10(course.learners + 1) / 10)
                        + 0.1 * Math.exp(-age / 30);
        return BigDecimal.valueOf(score).setScale(4, RoundingMode.HALF_UP);
    }
}
