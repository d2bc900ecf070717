package dev.millrace.streams.courseprogress;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tables as plain lists, and the rows that follow from them by counting. */
final class CourseModel {

    final List<Lesson> lessons = new ArrayList<>();
    final List<Enrollment> enrollments = new ArrayList<>();
    final List<Progress> progress = new ArrayList<>();
    final List<Mark> notes = new ArrayList<>();
    final List<Mark> bookmarks = new ArrayList<>();

    record Lesson(String id, String course, boolean published) {
        RowKey key() {
            return RowKey.of(id);
        }

        Row row() {
            return Rows.row("id", id, "course_id", course, "is_published", published);
        }
    }

    record Enrollment(String id, String user, String course) {
        RowKey key() {
            return RowKey.of(id);
        }

        Row row() {
            return Rows.row("id", id, "user_id", user, "course_id", course, "status", "active");
        }
    }

    /** Progress in a lesson; times in seconds of 2026, null when not completed. */
    record Progress(
            String user, String lesson, int spent, int accessed, @Nullable Integer completed) {
        RowKey key() {
            return RowKey.of(user, lesson);
        }

        Row row() {
            return Rows.row(
                    "user_id",
                    user,
                    "lesson_id",
                    lesson,
                    "status",
                    completed == null ? "in_progress" : "completed",
                    "total_time_spent_seconds",
                    spent,
                    "last_accessed_at",
                    time(accessed),
                    "completed_at",
                    completed == null ? null : time(completed));
        }
    }

    /** A note or a bookmark. */
    record Mark(String id, String user, String lesson) {
        RowKey key() {
            return RowKey.of(id);
        }

        Row row() {
            return Rows.row("id", id, "user_id", user, "lesson_id", lesson);
        }
    }

    static String time(int second) {
        return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second).toString();
    }

    Map<RowKey, Row> expected() {
        Map<RowKey, Row> rows = new HashMap<>();
        for (Enrollment enrollment : enrollments) {
            RowKey key = RowKey.of(enrollment.user, enrollment.course);
            rows.put(key, expected(enrollment.user, enrollment.course));
        }
        return rows;
    }

    private Row expected(String user, String course) {
        long total = lessons.stream().filter(l -> l.course.equals(course) && l.published).count();
        List<Progress> own =
                progress.stream()
                        .filter(p -> p.user.equals(user) && in(course, p.lesson, false))
                        .toList();
        List<Integer> completions =
                own.stream()
                        .filter(p -> p.completed != null && in(course, p.lesson, true))
                        .map(p -> Objects.requireNonNull(p.completed))
                        .toList();
        BigDecimal percentage =
                total == 0
                        ? new BigDecimal("0.00")
                        : new BigDecimal(100 * completions.size())
                                .divide(new BigDecimal(total), 20, RoundingMode.DOWN)
                                .setScale(2, RoundingMode.DOWN);
        return Rows.row(
                "user_id", user,
                "course_id", course,
                "total_lessons", total,
                "completed_lessons", completions.size(),
                "progress_percentage", percentage.toPlainString(),
                "total_time_spent_seconds", own.stream().mapToInt(Progress::spent).sum(),
                "notes_count", marks(notes, user, course),
                "bookmarks_count", marks(bookmarks, user, course),
                "last_accessed_at", latest(own.stream().map(Progress::accessed)),
                "completed_at",
                        total > 0 && completions.size() == total
                                ? latest(completions.stream())
                                : null);
    }

    private long marks(List<Mark> marks, String user, String course) {
        return marks.stream()
                .filter(mark -> mark.user.equals(user) && in(course, mark.lesson, false))
                .count();
    }

    private boolean in(String course, String lesson, boolean published) {
        return lessons.stream()
                .anyMatch(l ->
                        l.id.equals(lesson)
                                && l.course.equals(course)
                                && (l.published || !published));
    }

    private static @Nullable String latest(Stream<Integer> seconds) {
        return seconds.max(Integer::compare).map(CourseModel::time).orElse(null);
    }
}
