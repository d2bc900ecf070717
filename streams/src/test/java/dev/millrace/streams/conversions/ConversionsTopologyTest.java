package dev.millrace.streams.conversions;

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

class ConversionsTopologyTest {

    @Test
    void peopleCountOnce(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.CONVERSION_DAILY, ConversionsTopology::build, state)) {
            event(store, "e1", "u1", "spring", 100);
            event(store, "e2", "u1", "spring", 0);
            event(store, "e3", "u2", "spring", 50);
            event(store, "e4", null, null, 7);

            assertThat(store.rows())
                    .containsOnly(expected("spring", 3, 2, 150), expected("", 1, 0, 7));
        }
    }

    @Test
    void personStaysUntilTheLastEvent(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.CONVERSION_DAILY, ConversionsTopology::build, state)) {
            event(store, "e1", "u1", "spring", 1);
            event(store, "e2", "u1", "spring", 1);

            store.change("analytics.conversion_events", RowKey.of("e1"), null);
            assertThat(store.rows()).containsOnly(expected("spring", 1, 1, 1));

            // The person was deleted: the event stays, nobody's.
            event(store, "e2", null, "spring", 1);
            assertThat(store.rows()).containsOnly(expected("spring", 1, 0, 1));
        }
    }

    private static void event(
            StoreTestDriver store,
            String id,
            @Nullable String user,
            @Nullable String campaign,
            int cents) {
        store.change(
                "analytics.conversion_events",
                RowKey.of(id),
                row(
                        "created_at",
                        "2026-01-31T00:00:00Z",
                        "event_type",
                        "signup",
                        "source",
                        "mail",
                        "medium",
                        null,
                        "campaign",
                        campaign,
                        "value_cents",
                        cents,
                        "user_id",
                        user));
    }

    private static Map.Entry<RowKey, Row> expected(
            String campaign, int events, int users, int cents) {
        return Map.entry(
                RowKey.of("2026-01-31", "signup", "mail", "", campaign),
                row(
                        "day",
                        "2026-01-31",
                        "event_type",
                        "signup",
                        "source",
                        "mail",
                        "medium",
                        "",
                        "campaign",
                        campaign,
                        "events",
                        events,
                        "users",
                        users,
                        "value_cents",
                        cents));
    }
}
