package dev.millrace.streams.learnerdashboard;

import dev.millrace.schema.topics.Row;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How far a learner is in a course.
 *
 * @param percentage two decimals
 * @param accessed last access to a lesson, microseconds since 1970-01-01 UTC; null before the first
 */
record Progress(BigDecimal percentage, @Nullable Long accessed) {

    /** Before anything is known of it. */
    static final Progress NONE = new Progress(BigDecimal.ZERO.setScale(2), null);

    /** A row of {@code derived.course_progress}. */
    static Progress of(Row row) {
        return new Progress(
                row.decimal("progress_percentage"), row.microsOrNull("last_accessed_at"));
    }
}
