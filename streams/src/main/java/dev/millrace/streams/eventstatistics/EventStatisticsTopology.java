package dev.millrace.streams.eventstatistics;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.ParentTotals;
import dev.millrace.streams.rollup.Present;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code derived.event_statistics}: a row for every event that is not deleted.
 *
 * <p>It mixes events and registrations. Somebody who moves up from the waitlist moves from one
 * count to the other in one step; several who move in one transaction show one after the other.
 */
public final class EventStatisticsTopology {

    private EventStatisticsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        ParentTotals.of(
                        DerivedStores.EVENT_STATISTICS,
                        builder,
                        hop,
                        "engagement.events",
                        Present.class,
                        Present::unlessDeleted)
                .add("engagement.event_registrations", EventStatistics::ofRegistration)
                .publish(EventStatistics::row);
    }
}
