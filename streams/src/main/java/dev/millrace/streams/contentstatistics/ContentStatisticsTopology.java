package dev.millrace.streams.contentstatistics;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.ParentTotals;
import dev.millrace.streams.rollup.Present;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code derived.content_statistics}: a row for every library item.
 *
 * <p>Counts are of a lifetime: a month of activity that is dropped sends no deletes, so its views
 * stay in the state. A single activity that is deleted is taken back.
 *
 * <p>It mixes items, activity and reactions, which arrive independently of each other.
 */
public final class ContentStatisticsTopology {

    private ContentStatisticsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        ParentTotals.of(
                        DerivedStores.CONTENT_STATISTICS,
                        builder,
                        hop,
                        "content.library_items",
                        Present.class,
                        Present::of)
                .add("content.item_reactions", ContentStatistics::ofReaction)
                .add("analytics.user_activity_logs", ContentStatistics::ofActivity)
                .publish(ContentStatistics::row);
    }
}
