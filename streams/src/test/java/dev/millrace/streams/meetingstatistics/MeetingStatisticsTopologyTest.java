package dev.millrace.streams.meetingstatistics;

import static dev.millrace.streams.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.StoreTestDriver;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeetingStatisticsTopologyTest {

    @Test
    void guestsCountAsInvitedAndDurationsOfThoseWhoAttended(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.MEETING_STATISTICS,
                        MeetingStatisticsTopology::build,
                        state)) {
            meeting(store, "scheduled");
            attendance(store, "a1", "attended", false, 60);
            attendance(store, "a2", "attended", true, 30);
            attendance(store, "a3", "declined", true, null);

            assertThat(store.rows())
                    .containsOnly(expected("scheduled", List.of(3, 0, 2, 0, 2, 1, 90, 2), "45.00"));
        }
    }

    @Test
    void correctedAttendanceTakesItsDurationAlong(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.MEETING_STATISTICS,
                        MeetingStatisticsTopology::build,
                        state)) {
            meeting(store, "completed");
            attendance(store, "a1", "attended", false, 60);
            attendance(store, "a2", "accepted", false, 20);
            assertThat(store.rows())
                    .containsOnly(expected("completed", List.of(2, 1, 1, 0, 0, 0, 60, 1), "60.00"));

            attendance(store, "a1", "no_show", false, 60);

            assertThat(store.rows())
                    .containsOnly(expected("completed", List.of(2, 1, 0, 1, 0, 0, 0, 0), null));
        }
    }

    private static void meeting(StoreTestDriver store, String status) {
        store.change(
                "engagement.meetings",
                RowKey.of("m"),
                row(
                        "id", "m",
                        "title", "Standup",
                        "starts_at", "2026-01-31T10:00:00Z",
                        "status", status));
    }

    private static void attendance(
            StoreTestDriver store,
            String id,
            String status,
            boolean external,
            @Nullable Integer minutes) {
        store.change(
                "engagement.meeting_attendances",
                RowKey.of(id),
                row(
                        "meeting_id", "m",
                        "status", status,
                        "is_external_domain", external,
                        "join_duration_minutes", minutes));
    }

    private static Map.Entry<RowKey, Row> expected(
            String status, List<Integer> figures, @Nullable String average) {
        return Map.entry(
                RowKey.of("m"),
                row(
                        "meeting_id", "m",
                        "title", "Standup",
                        "starts_at", "2026-01-31T10:00:00Z",
                        "status", status,
                        "invited_count", figures.get(0),
                        "accepted_count", figures.get(1),
                        "attended_count", figures.get(2),
                        "no_show_count", figures.get(3),
                        "external_invited_count", figures.get(4),
                        "external_attended_count", figures.get(5),
                        "duration_sum_minutes", figures.get(6),
                        "duration_samples", figures.get(7),
                        "avg_duration_minutes", average));
    }
}
