package dev.millrace.streams.contentstatistics;

import static dev.millrace.streams.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.StoreTestDriver;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStatisticsTopologyTest {

    @Test
    void viewsLikesAndSharesCountAtTheirItem(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.CONTENT_STATISTICS,
                        ContentStatisticsTopology::build,
                        state)) {
            store.change("content.library_items", RowKey.of("i"), row("id", "i"));
            activity(store, "a1", "content_viewed", "library_item", "i");
            activity(store, "a2", "content_viewed", "library_item", "i");
            activity(store, "a3", "content_viewed", "resource_card", "i");
            activity(store, "a4", "page_view", "library_item", "i");
            activity(store, "a5", "content_viewed", null, null);
            reaction(store, "r1", "like");
            reaction(store, "r2", "share");
            assertThat(store.rows()).containsOnly(expected(2, 1, 1));

            reaction(store, "r2", "like");
            store.change("analytics.user_activity_logs", RowKey.of("a1", "t"), null);

            assertThat(store.rows()).containsOnly(expected(1, 2, 0));
        }
    }

    private static void activity(
            StoreTestDriver store,
            String id,
            String type,
            @Nullable String entityType,
            @Nullable String entity) {
        store.change(
                "analytics.user_activity_logs",
                RowKey.of(id, "t"),
                row("activity_type", type, "entity_type", entityType, "entity_id", entity));
    }

    private static void reaction(StoreTestDriver store, String id, String kind) {
        store.change("content.item_reactions", RowKey.of(id), row("item_id", "i", "kind", kind));
    }

    private static Map.Entry<RowKey, Row> expected(int views, int likes, int shares) {
        return Map.entry(
                RowKey.of("i"),
                row(
                        "item_id",
                        "i",
                        "view_count",
                        views,
                        "like_count",
                        likes,
                        "share_count",
                        shares));
    }
}
