package dev.millrace.streams.reviewcounts;

import static dev.millrace.streams.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.StoreTestDriver;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewCountsTopologyTest {

    @Test
    void changedVoteMovesToTheOtherCount(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.REVIEW_COUNTS, ReviewCountsTopology::build, state)) {
            store.change("wellness.reviews", RowKey.of("r"), row("id", "r"));
            vote(store, "v1", true);
            vote(store, "v2", true);
            vote(store, "v3", false);
            store.change("wellness.review_reports", RowKey.of("q1"), row("review_id", "r"));
            assertThat(store.rows()).containsOnly(expected(2, 1, 1));
            store.emitted();

            vote(store, "v2", false);

            assertThat(store.emitted()).hasSize(1);
            assertThat(store.rows()).containsOnly(expected(1, 2, 1));
        }
    }

    private static void vote(StoreTestDriver store, String id, boolean helpful) {
        store.change(
                "wellness.review_helpfulness",
                RowKey.of(id),
                row("review_id", "r", "helpful", helpful));
    }

    private static Map.Entry<RowKey, Row> expected(int helpful, int notHelpful, int reported) {
        return Map.entry(
                RowKey.of("r"),
                row(
                        "review_id", "r",
                        "helpful_count", helpful,
                        "not_helpful_count", notHelpful,
                        "reported_count", reported));
    }
}
