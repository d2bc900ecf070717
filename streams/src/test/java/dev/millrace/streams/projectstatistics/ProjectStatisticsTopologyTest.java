package dev.millrace.streams.projectstatistics;

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

class ProjectStatisticsTopologyTest {

    @Test
    void withdrawnApplicationFreesItsSlot(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.PROJECT_STATISTICS,
                        ProjectStatisticsTopology::build,
                        state)) {
            project(store, 2, null);
            application(store, "a1", "pending");
            application(store, "a2", "accepted");
            assertThat(store.rows()).containsOnly(expected(2, 1, 1, 0));

            application(store, "a1", "withdrawn");

            assertThat(store.rows()).containsOnly(expected(1, 0, 1, 1));
        }
    }

    @Test
    void slotsNeverGoBelowZeroAndHaveNoNumberWithoutALimit(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.PROJECT_STATISTICS,
                        ProjectStatisticsTopology::build,
                        state)) {
            application(store, "a1", "pending");
            application(store, "a2", "shortlisted");
            project(store, 1, null);
            assertThat(store.rows()).containsOnly(expected(2, 1, 0, 0));

            project(store, null, null);

            assertThat(store.rows()).containsOnly(expected(2, 1, 0, null));
        }
    }

    @Test
    void deletedProjectHasNoRowUntilItIsRestored(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.PROJECT_STATISTICS,
                        ProjectStatisticsTopology::build,
                        state)) {
            project(store, 5, "2026-01-31T10:00:00Z");
            application(store, "a1", "pending");
            assertThat(store.rows()).isEmpty();

            project(store, 5, null);

            assertThat(store.rows()).containsOnly(expected(1, 1, 0, 4));
        }
    }

    private static void project(
            StoreTestDriver store, @Nullable Integer most, @Nullable String deletedAt) {
        store.change(
                "projects.projects",
                RowKey.of("p"),
                row("id", "p", "max_applications", most, "deleted_at", deletedAt));
    }

    private static void application(StoreTestDriver store, String id, String status) {
        store.change(
                "projects.applications", RowKey.of(id), row("project_id", "p", "status", status));
    }

    private static Map.Entry<RowKey, Row> expected(
            int applications, int pending, int accepted, @Nullable Integer slots) {
        return Map.entry(
                RowKey.of("p"),
                row(
                        "project_id", "p",
                        "application_count", applications,
                        "pending_count", pending,
                        "accepted_count", accepted,
                        "remaining_slots", slots));
    }
}
