package dev.millrace.streams.aimodelstats;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.GroupTotals;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code derived.ai_model_stats}: a row for every model and version that ever answered.
 *
 * <p>It reads one table. Each mean belongs to the figures beside it; answers of one transaction
 * show one after the other.
 */
public final class AiModelStatsTopology {

    private AiModelStatsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        new GroupTotals(DerivedStores.AI_MODEL_STATS, builder, hop)
                .add("analytics.ai_feedback", AiModelStats::ofFeedback)
                .publish(AiModelStats::row);
    }
}
