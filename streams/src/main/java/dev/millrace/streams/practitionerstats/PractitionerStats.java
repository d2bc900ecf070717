package dev.millrace.streams.practitionerstats;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.derived.Rounding;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Present;
import dev.millrace.streams.rollup.Totals;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@code derived.practitioner_stats}, free of Kafka.
 *
 * <p>Only published reviews rate. Sessions are lifetime figures: bookings that the archive takes
 * away send no deletes and keep counting.
 */
final class PractitionerStats {

    private static final String RATINGS = "rating_count";
    private static final String STARS = "rating_sum";
    private static final String SESSIONS = "total_sessions";
    private static final String NO_SHOWS = "no_show_count";

    private PractitionerStats() {}

    /** What a row of {@code wellness.reviews} adds: itself and its rating. */
    static @Nullable Contribution ofReview(Row review) {
        return review.text("status").equals("published")
                ? Contribution.to(review.text("practitioner_id"))
                        .count(RATINGS)
                        .add(STARS, review.integer("rating"))
                : null;
    }

    /** What a row of {@code wellness.bookings} adds: a session held, or a no-show. */
    static @Nullable Contribution ofBooking(Row booking) {
        String practitioner = booking.textOrNull("practitioner_id");
        if (practitioner == null) {
            return null;
        }
        return switch (booking.text("status")) {
            case "completed" -> Contribution.to(practitioner).count(SESSIONS);
            case "no_show" -> Contribution.to(practitioner).count(NO_SHOWS);
            default -> null;
        };
    }

    /** The row of a practitioner. */
    static Row row(RowKey key, Present practitioner, Totals totals) {
        return totals.into(
                        new DerivedRow().text("practitioner_id", key.value(0)),
                        RATINGS,
                        STARS,
                        SESSIONS,
                        NO_SHOWS)
                .decimal("average_rating", Rounding.average(totals.sum(STARS), totals.sum(RATINGS)))
                .row();
    }
}
