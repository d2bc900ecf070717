package dev.millrace.search.reviews;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.document.DocumentFields;
import dev.millrace.search.document.DocumentTopology;
import dev.millrace.search.document.Fact;
import dev.millrace.search.document.Facts;
import dev.millrace.streams.fanout.Hop;
import org.apache.kafka.streams.StreamsBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@code search.reviews}: published reviews with their votes. Who wrote an anonymous review
 * is forgotten where its row is read: nothing behind that knows.
 */
public final class ReviewsTopology {

    private static final String REVIEWER = "reviewer";
    private static final String COUNTS = "counts";

    private ReviewsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        DocumentTopology.of(
                        SearchIndexes.REVIEWS,
                        builder,
                        hop,
                        Topics.capture("wellness.reviews"),
                        ReviewsTopology::review)
                .same(
                        COUNTS,
                        Topics.derived(DerivedStores.REVIEW_COUNTS),
                        row -> Fact.of(row, "helpful_count"))
                .reference(
                        REVIEWER,
                        "reviewer_id",
                        Topics.capture("identity.users"),
                        row ->
                                row.textOrNull("deleted_at") == null
                                        ? Fact.of(row, "display_name")
                                        : null)
                .publish(ReviewsTopology::document);
    }

    private static @Nullable Fact review(Row row) {
        if (!row.text("status").equals("published")) {
            return null;
        }
        Fact review =
                Fact.of(
                        row,
                        "title",
                        "content",
                        "practitioner_id",
                        "rating",
                        "created_at",
                        "reviewer_id");
        if (row.flag("anonymous")) {
            review.columns().putNull("reviewer_id");
        }
        return review;
    }

    private static ObjectNode document(String id, Fact review, Facts facts) {
        // A reviewer who has just become anonymous may still be among the facts.
        boolean named = review.textOrNull("reviewer_id") != null;
        return new DocumentFields()
                .copy(review, "title", "content", "practitioner_id", "rating")
                .text(
                        "reviewer_name",
                        named
                                ? facts.one(REVIEWER)
                                        .map(user -> user.text("display_name"))
                                        .orElse(null)
                                : null)
                .integer("helpful_count", facts.one(COUNTS), "helpful_count", 0)
                .moment("created_at", review.row().micros("created_at"))
                .document();
    }
}
