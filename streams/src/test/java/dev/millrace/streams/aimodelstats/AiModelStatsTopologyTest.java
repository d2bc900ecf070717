package dev.millrace.streams.aimodelstats;

import static dev.millrace.streams.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.StoreTestDriver;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AiModelStatsTopologyTest {

    @Test
    void meansAreOfTheKnownValues(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.AI_MODEL_STATS, AiModelStatsTopology::build, state)) {
            feedback(store, "f1", "2", 100, 4, true);
            feedback(store, "f2", "2", 200, 5, false);
            feedback(store, "f3", "2", 300, null, null);

            assertThat(store.rows())
                    .containsOnly(
                            Map.entry(
                                    RowKey.of("matching", "2"),
                                    row(
                                            "model_name", "matching",
                                            "model_version", "2",
                                            "request_count", 3,
                                            "response_ms_sum", 600,
                                            "average_response_ms", "200.00",
                                            "rating_count", 2,
                                            "average_rating", "4.50",
                                            "accurate_count", 1,
                                            "helpful_count", 1)));
        }
    }

    @Test
    void answersWithoutAVersionAreOfTheUnknownOne(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.AI_MODEL_STATS, AiModelStatsTopology::build, state)) {
            feedback(store, "f1", null, null, null, null);

            assertThat(store.rows())
                    .containsOnly(
                            Map.entry(
                                    RowKey.of("matching", "unknown"),
                                    row(
                                            "model_name", "matching",
                                            "model_version", "unknown",
                                            "request_count", 1,
                                            "response_ms_sum", 0,
                                            "average_response_ms", null,
                                            "rating_count", 0,
                                            "average_rating", null,
                                            "accurate_count", 0,
                                            "helpful_count", 0)));
        }
    }

    private static void feedback(
            StoreTestDriver store,
            String id,
            @Nullable String version,
            @Nullable Integer millis,
            @Nullable Integer stars,
            @Nullable Boolean good) {
        store.change(
                "analytics.ai_feedback",
                RowKey.of(id),
                row(
                        "feature", "matching",
                        "model_version", version,
                        "response_time_ms", millis,
                        "rating", stars,
                        "is_accurate", good,
                        "is_helpful", good));
    }
}
