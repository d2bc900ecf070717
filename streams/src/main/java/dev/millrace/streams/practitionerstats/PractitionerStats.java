package dev.millrace.streams.practitionerstats;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.derived.Rounding;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Totals;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@code derived.practitioner_stats}, free of Kafka.
 *
 * <p>Only published reviews rate. Sessions are lifetime figures: bookings that the archive takes
 * away send no deletes and keep counting.
 */
final class PractitionerStats {

    private static final int RATING_COUNT = 0;
    private static final int RATING_SUM = 1;
    private static final int SESSIONS = 0;
    private static final int NO_SHOWS = 1;

    private PractitionerStats() {}

    /** What a row of {@code wellness.reviews} adds: itself and its rating. */
    static @Nullable Contribution ofReview(Row review) {
        return review.text("status").equals("published")
                ? Contribution.to(
                        RowKey.of(review.text("practitioner_id")), 1, review.integer("rating"))
                : null;
    }

    /** What a row of {@code wellness.bookings} adds: a session held, or a no-show. */
    static @Nullable Contribution ofBooking(Row booking) {
        String practitioner = booking.textOrNull("practitioner_id");
        if (practitioner == null) {
            return null;
        }
        return switch (booking.text("status")) {
            case "completed" -> Contribution.to(RowKey.of(practitioner), 1, 0);
            case "no_show" -> Contribution.to(RowKey.of(practitioner), 0, 1);
            default -> null;
        };
    }

    /** The derived row; totals are null for a practitioner without any. */
    static Row row(RowKey practitioner, @Nullable Totals reviews, @Nullable Totals bookings) {
        long ratingCount = Totals.sum(reviews, RATING_COUNT);
        long ratingSum = Totals.sum(reviews, RATING_SUM);
        return new DerivedRow()
                .text("practitioner_id", practitioner.value(0))
                .integer("rating_count", ratingCount)
                .integer("rating_sum", ratingSum)
                .decimal("average_rating", Rounding.average(ratingSum, ratingCount))
                .integer("total_sessions", Totals.sum(bookings, SESSIONS))
                .integer("no_show_count", Totals.sum(bookings, NO_SHOWS))
                .row();
    }
}
