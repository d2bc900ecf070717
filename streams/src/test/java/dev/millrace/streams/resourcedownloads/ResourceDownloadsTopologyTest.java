package dev.millrace.streams.resourcedownloads;

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

class ResourceDownloadsTopologyTest {

    @Test
    void downloadsOfResourcesAndFilesCount(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.RESOURCE_DOWNLOADS,
                        ResourceDownloadsTopology::build,
                        state)) {
            activity(store, "a1", "resource_downloaded", "course_resource", "f");
            activity(store, "a2", "resource_downloaded", "media_file", "f");
            activity(store, "a3", "resource_downloaded", "course_resource", "f");
            activity(store, "a4", "resource_downloaded", "invoice", "f");
            activity(store, "a5", "content_viewed", "media_file", "f");
            activity(store, "a6", "resource_downloaded", "media_file", null);

            assertThat(store.rows())
                    .containsOnly(
                            Map.entry(
                                    RowKey.of("f"), row("resource_id", "f", "download_count", 3)));
        }
    }

    private static void activity(
            StoreTestDriver store,
            String id,
            String type,
            String entityType,
            @Nullable String entity) {
        store.change(
                "analytics.user_activity_logs",
                RowKey.of(id, "t"),
                row("activity_type", type, "entity_type", entityType, "entity_id", entity));
    }
}
