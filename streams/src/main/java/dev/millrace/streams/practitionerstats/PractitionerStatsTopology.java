package dev.millrace.streams.practitionerstats;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.rollup.Rollup;
import dev.millrace.streams.rollup.Totals;
import dev.millrace.streams.slim.SlimTable;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Named;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@code derived.practitioner_stats}: a row for every practitioner, with the totals of the
 * reviews and bookings joined on.
 */
public final class PractitionerStatsTopology {

    private static final String PRACTITIONERS = "practitioners";
    private static final String REVIEWS = "reviews";
    private static final String BOOKINGS = "bookings";
    private static final String WITH_REVIEWS = "practitioners-with-reviews";
    private static final String WITH_BOOKINGS = "practitioners-with-bookings";

    private PractitionerStatsTopology() {}

    public static void build(StreamsBuilder builder) {
        KTable<RowKey, Practitioner> practitioners =
                SlimTable.of(
                        builder,
                        PRACTITIONERS,
                        Topics.capture("wellness.practitioners"),
                        Practitioner.class,
                        row -> new Practitioner(row.text("id")));
        KTable<RowKey, Totals> reviews =
                Rollup.of(
                        builder,
                        REVIEWS,
                        Topics.capture("wellness.reviews"),
                        PractitionerStats::ofReview);
        KTable<RowKey, Totals> bookings =
                Rollup.of(
                        builder,
                        BOOKINGS,
                        Topics.capture("wellness.bookings"),
                        PractitionerStats::ofBooking);

        KTable<RowKey, Row> rows =
                practitioners
                        .leftJoin(reviews, Rated::new, Named.as(WITH_REVIEWS))
                        .leftJoin(
                                bookings,
                                (rated, booked) ->
                                        PractitionerStats.row(
                                                RowKey.of(rated.practitioner().id()),
                                                rated.reviews(),
                                                booked),
                                Named.as(WITH_BOOKINGS));
        DerivedTopic.publish(rows, DerivedStores.PRACTITIONER_STATS);
    }

    /** A practitioner of whom nothing but the existence matters here. */
    record Practitioner(String id) {}

    /** A practitioner on the way through the joins. */
    record Rated(Practitioner practitioner, @Nullable Totals reviews) {}
}
