package dev.millrace.streams.eventstatistics;

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

class EventStatisticsTopologyTest {

    @Test
    void registrationsCountByTheirState(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.EVENT_STATISTICS, EventStatisticsTopology::build, state)) {
            store.change("engagement.events", RowKey.of("e"), row("id", "e", "deleted_at", null));
            registration(store, "r1", "registered", false, true);
            registration(store, "r2", "registered", false, false);
            registration(store, "r3", "registered", false, false);
            registration(store, "r4", "waitlisted", false, false);
            registration(store, "r5", "cancelled", false, false);
            assertThat(store.rows()).containsOnly(expected(3, 1, 1));

            registration(store, "r4", "attended", true, true);
            registration(store, "r2", "no_show", false, false);

            assertThat(store.rows()).containsOnly(expected(4, 2, 0));
        }
    }

    private static void registration(
            StoreTestDriver store, String id, String status, boolean attended, boolean checkedIn) {
        store.change(
                "engagement.event_registrations",
                RowKey.of(id),
                row(
                        "event_id", "e",
                        "status", status,
                        "attended", attended,
                        "checked_in", checkedIn));
    }

    private static Map.Entry<RowKey, Row> expected(int registered, int attended, int waiting) {
        return Map.entry(
                RowKey.of("e"),
                row(
                        "event_id", "e",
                        "registration_count", registered,
                        "attendee_count", attended,
                        "waitlist_count", waiting));
    }
}
