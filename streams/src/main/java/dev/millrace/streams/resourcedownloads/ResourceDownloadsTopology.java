package dev.millrace.streams.resourcedownloads;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.GroupTotals;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code derived.resource_downloads}: a row for every resource that was ever downloaded.
 *
 * <p>Counts are of a lifetime: a month of activity that is dropped sends no deletes, so its
 * downloads stay in the state. It reads one table: downloads of one transaction show one after the
 * other.
 */
public final class ResourceDownloadsTopology {

    private ResourceDownloadsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        new GroupTotals(DerivedStores.RESOURCE_DOWNLOADS, builder, hop)
                .add("analytics.user_activity_logs", ResourceDownloads::ofActivity)
                .publish(ResourceDownloads::row);
    }
}
