package dev.millrace.streams.conversions;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.GroupTotals;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code derived.conversion_daily}: a row for every day, event and origin.
 *
 * <p>People are counted exactly: beside the totals, the group's partition keeps how many events
 * each person has in it, so a person leaves with the last of them.
 *
 * <p>It reads one table. Events and people of a row are of one moment; events of one transaction
 * show one after the other.
 */
public final class ConversionsTopology {

    private ConversionsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        new GroupTotals(DerivedStores.CONVERSION_DAILY, builder, hop)
                .add("analytics.conversion_events", Conversions::ofEvent)
                .countMembers(Conversions.USERS)
                .publish(Conversions::row);
    }
}
