package dev.millrace.streams.courserecommendations;

import dev.millrace.schema.topics.Row;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A course as those who recommend see it.
 *
 * @param category null without one; counts for who is enrolled even when the course is closed
 * @param offer null while nobody may be recommended it
 */
record Course(@Nullable String category, @Nullable Offer offer) {

    /**
     * What a course that may be recommended is judged by.
     *
     * @param publishedAt in microseconds since 1970-01-01 UTC
     * @param enrollments how many there are
     * @param rating mean of the ratings, 1 to 5, two decimals; null without any
     */
    record Offer(long publishedAt, long enrollments, @Nullable BigDecimal rating) {}

    /**
     * A row of {@code learning.courses}.
     *
     * @param publishedAt null while it may not be recommended
     */
    record Listing(@Nullable String category, @Nullable Long publishedAt) {

        static Listing of(Row course) {
            boolean open =
                    course.text("status").equals("published")
                            && course.textOrNull("deleted_at") == null;
            return new Listing(
                    course.textOrNull("category_id"),
                    open ? course.microsOrNull("published_at") : null);
        }
    }

    /** What matters of a row of {@code derived.course_statistics}. */
    record Standing(long enrollments, @Nullable BigDecimal rating) {

        static final Standing NONE = new Standing(0, null);

        static Standing of(Row statistics) {
            return new Standing(
                    statistics.integer("enrollment_count"),
                    statistics.decimalOrNull("average_rating"));
        }
    }

    static Course of(Listing listing, @Nullable Standing standing) {
        Long publishedAt = listing.publishedAt;
        if (publishedAt == null) {
            return new Course(listing.category, null);
        }
        Standing known = standing == null ? Standing.NONE : standing;
        return new Course(
                listing.category, new Offer(publishedAt, known.enrollments, known.rating));
    }

    boolean isOpen() {
        return offer != null;
    }
}
