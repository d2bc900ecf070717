package dev.millrace.streams.courseprogress;

import dev.millrace.schema.topics.Row;
import dev.millrace.streams.derived.DerivedRow;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** The rule of {@code derived.course_progress}, free of Kafka. */
final class CourseProgress {

    private static final int PERCENT_DECIMALS = 2;
    private static final BigDecimal NO_PROGRESS = BigDecimal.ZERO.setScale(PERCENT_DECIMALS);

    private CourseProgress() {}

    /**
     * The row of a learner in a course.
     *
     * <p>Only published lessons count towards completion; time, notes, bookmarks and the last
     * access come from all lessons that exist.
     *
     * @param lessons number of published lessons of the course
     * @return null for a learner who is not enrolled
     */
    static @Nullable Row row(String user, String course, int lessons, LearnerTotals totals) {
        if (totals.enrollments() == 0) {
            return null;
        }
        boolean complete = lessons > 0 && totals.completed() == lessons;
        return new DerivedRow()
                .text("user_id", user)
                .text("course_id", course)
                .integer("total_lessons", lessons)
                .integer("completed_lessons", totals.completed())
                .decimal("progress_percentage", percentage(totals.completed(), lessons))
                .integer("total_time_spent_seconds", totals.seconds())
                .integer("notes_count", totals.notes())
                .integer("bookmarks_count", totals.bookmarks())
                .timestamp("last_accessed_at", totals.lastAccessed())
                .timestamp("completed_at", complete ? totals.lastCompleted() : null)
                .row();
    }

    /** Truncated to two decimals, so that 100.00 means complete; 0.00 without lessons. */
    static BigDecimal percentage(int completed, int lessons) {
        return lessons == 0
                ? NO_PROGRESS
                : new BigDecimal(
                        BigInteger.valueOf(completed * 10_000L / lessons), PERCENT_DECIMALS);
    }
}
