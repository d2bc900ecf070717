package dev.millrace.streams.learnerdashboard;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * An active enrollment with its progress, before the course is known.
 *
 * @param accessed last access, microseconds since 1970-01-01 UTC; null before the first
 */
record Study(BigDecimal percentage, @Nullable Long accessed) {

    static Study of(Enrollment enrollment, @Nullable Progress progress) {
        Progress known = progress == null ? Progress.NONE : progress;
        return new Study(
                known.percentage(),
                known.accessed() != null ? known.accessed() : enrollment.accessed());
    }
}
