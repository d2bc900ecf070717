package dev.millrace.streams.searchterms;

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

class SearchTermsTopologyTest {

    @Test
    void spellingsOfATermAreOneRow(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.SEARCH_TERMS_DAILY, SearchTermsTopology::build, state)) {
            search(store, "s1", " Yoga", 3, "r", 2);
            search(store, "s2", "yoga", 0, null, null);
            search(store, "s3", "YOGA ", 0, null, null);

            assertThat(store.rows())
                    .containsOnly(
                            Map.entry(
                                    RowKey.of("2026-01-31", "services", "yoga"),
                                    row(
                                            "day", "2026-01-31",
                                            "search_type", "services",
                                            "term", "yoga",
                                            "searches", 3,
                                            "zero_result_searches", 2,
                                            "clicks", 1,
                                            "click_position_sum", 2,
                                            "duration_ms_sum", 30)));
        }
    }

    @Test
    void emptyTermIsATermAndTabsStay(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.SEARCH_TERMS_DAILY, SearchTermsTopology::build, state)) {
            search(store, "s1", "  ", 1, null, null);
            search(store, "s2", "\tyoga", 1, null, null);

            assertThat(store.rows())
                    .containsOnlyKeys(
                            RowKey.of("2026-01-31", "services", ""),
                            RowKey.of("2026-01-31", "services", "\tyoga"));
        }
    }

    private static void search(
            StoreTestDriver store,
            String id,
            String query,
            int results,
            @Nullable String clicked,
            @Nullable Integer position) {
        store.change(
                "analytics.search_events",
                RowKey.of(id),
                row(
                        "created_at", "2026-01-31T23:59:59.999999Z",
                        "search_type", "services",
                        "search_query", query,
                        "results_count", results,
                        "clicked_result_id", clicked,
                        "clicked_position", position,
                        "search_duration_ms", 10));
    }
}
