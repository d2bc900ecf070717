package dev.millrace.streams.reviewcounts;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.ParentTotals;
import dev.millrace.streams.rollup.Present;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code derived.review_counts}: a row for every review, whatever its status.
 *
 * <p>It mixes reviews, votes and reports: votes and reports of one transaction show one after the
 * other. A vote that changes moves from one count to the other in one step.
 */
public final class ReviewCountsTopology {

    private ReviewCountsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        ParentTotals.of(
                        DerivedStores.REVIEW_COUNTS,
                        builder,
                        hop,
                        "wellness.reviews",
                        Present.class,
                        Present::of)
                .add("wellness.review_helpfulness", ReviewCounts::ofVote)
                .add("wellness.review_reports", ReviewCounts::ofReport)
                .publish(ReviewCounts::row);
    }
}
