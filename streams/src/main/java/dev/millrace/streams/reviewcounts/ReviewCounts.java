package dev.millrace.streams.reviewcounts;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Present;
import dev.millrace.streams.rollup.Totals;

/** The rules of {@code derived.review_counts}, free of Kafka. */
final class ReviewCounts {

    private static final String HELPFUL = "helpful_count";
    private static final String NOT_HELPFUL = "not_helpful_count";
    private static final String REPORTED = "reported_count";

    private ReviewCounts() {}

    /** What a row of {@code wellness.review_helpfulness} adds to its review. */
    static Contribution ofVote(Row vote) {
        return Contribution.to(vote.text("review_id"))
                .count(vote.flag("helpful") ? HELPFUL : NOT_HELPFUL);
    }

    /** What a row of {@code wellness.review_reports} adds to its review. */
    static Contribution ofReport(Row report) {
        return Contribution.to(report.text("review_id")).count(REPORTED);
    }

    /** The row of a review. */
    static Row row(RowKey key, Present review, Totals totals) {
        return totals.into(
                        new DerivedRow().text("review_id", key.value(0)),
                        HELPFUL,
                        NOT_HELPFUL,
                        REPORTED)
                .row();
    }
}
