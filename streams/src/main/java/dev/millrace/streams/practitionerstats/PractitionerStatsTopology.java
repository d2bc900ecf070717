package dev.millrace.streams.practitionerstats;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.ParentTotals;
import dev.millrace.streams.rollup.Present;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code derived.practitioner_stats}: a row for every practitioner.
 *
 * <p>It mixes practitioners, reviews and bookings: a review may show before the session that it is
 * about. The mean always belongs to the ratings beside it.
 */
public final class PractitionerStatsTopology {

    private PractitionerStatsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        ParentTotals.of(
                        DerivedStores.PRACTITIONER_STATS,
                        builder,
                        hop,
                        "wellness.practitioners",
                        Present.class,
                        Present::of)
                .add("wellness.reviews", PractitionerStats::ofReview)
                .add("wellness.bookings", PractitionerStats::ofBooking)
                .publish(PractitionerStats::row);
    }
}
