package dev.millrace.streams.aimodelstats;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.derived.Rounding;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Totals;

/** The rules of {@code derived.ai_model_stats}, free of Kafka. Means are of the known values. */
final class AiModelStats {

    private static final String REQUESTS = "request_count";
    private static final String RESPONSE_MS = "response_ms_sum";
    private static final String TIMED = "timed_count";
    private static final String RATINGS = "rating_count";
    private static final String STARS = "rating_sum";
    private static final String ACCURATE = "accurate_count";
    private static final String HELPFUL = "helpful_count";

    private AiModelStats() {}

    /** What a row of {@code analytics.ai_feedback} adds to the model that answered. */
    static Contribution ofFeedback(Row feedback) {
        String version = feedback.textOrNull("model_version");
        Long millis = feedback.integerOrNull("response_time_ms");
        Long stars = feedback.integerOrNull("rating");
        return Contribution.to(feedback.text("feature"), version == null ? "unknown" : version)
                .count(REQUESTS)
                .add(RESPONSE_MS, millis)
                .countIf(millis != null, TIMED)
                .add(STARS, stars)
                .countIf(stars != null, RATINGS)
                .countIf(Boolean.TRUE.equals(feedback.flagOrNull("is_accurate")), ACCURATE)
                .countIf(Boolean.TRUE.equals(feedback.flagOrNull("is_helpful")), HELPFUL);
    }

    /** The row of a model and version. */
    static Row row(RowKey key, Totals totals) {
        return totals.into(
                        new DerivedRow()
                                .text("model_name", key.value(0))
                                .text("model_version", key.value(1)),
                        REQUESTS,
                        RESPONSE_MS,
                        RATINGS,
                        ACCURATE,
                        HELPFUL)
                .decimal(
                        "average_response_ms",
                        Rounding.average(totals.sum(RESPONSE_MS), totals.sum(TIMED)))
                .decimal("average_rating", Rounding.average(totals.sum(STARS), totals.sum(RATINGS)))
                .row();
    }
}
