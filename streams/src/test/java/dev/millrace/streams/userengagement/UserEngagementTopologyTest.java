package dev.millrace.streams.userengagement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import dev.millrace.streams.StoreTestDriver;
import dev.millrace.streams.fanout.ShuffledTables;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UserEngagementTopologyTest {

    private static final String USERS = "identity.users";
    private static final String ATTENDANCES = "engagement.meeting_attendances";

    @Test
    void attendedMeetingsCountAndNoShowsHaveNoLastOne(@TempDir Path folder) {
        try (StoreTestDriver store = store(folder)) {
            user(store, "one", null);
            user(store, "two", null);
            user(store, "three", null);
            attendance(store, "a1", "one", "attended", 60, time(1));
            attendance(store, "a2", "two", "attended", 30, time(2));
            attendance(store, "a3", "three", "no_show", null, time(3));

            assertThat(store.rows().values())
                    .containsExactlyInAnyOrder(
                            row("one", 1, 1, 60, 1, "60.00", time(1)),
                            row("two", 1, 1, 30, 1, "30.00", time(2)),
                            row("three", 1, 0, 0, 0, null, null));
        }
    }

    @Test
    void correctedAttendanceFallsBackToTheOneBefore(@TempDir Path folder) {
        try (StoreTestDriver store = store(folder)) {
            user(store, "one", null);
            attendance(store, "a1", "one", "attended", 20, time(1));
            attendance(store, "a2", "one", "attended", 25, time(5));
            attendance(store, "a3", "one", "attended", null, null);
            assertThat(store.rows().values())
                    .containsExactly(row("one", 3, 3, 45, 2, "22.50", time(5)));

            attendance(store, "a2", "one", "no_show", 25, time(5));
            assertThat(store.rows().values())
                    .containsExactly(row("one", 3, 2, 20, 1, "20.00", time(1)));

            store.change(ATTENDANCES, RowKey.of("a1"), null);
            assertThat(store.rows().values()).containsExactly(row("one", 2, 1, 0, 0, null, null));
        }
    }

    @Test
    void deletedUserHasNoRow(@TempDir Path folder) {
        try (StoreTestDriver store = store(folder)) {
            attendance(store, "a1", "one", "invited", null, null);
            assertThat(store.rows()).isEmpty();
            user(store, "one", null);
            assertThat(store.rows().values()).containsExactly(row("one", 1, 0, 0, 0, null, null));

            user(store, "one", time(9));
            assertThat(store.rows()).isEmpty();

            user(store, "one", null);
            assertThat(store.rows().values()).containsExactly(row("one", 1, 0, 0, 0, null, null));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.millrace.streams.fanout.ShuffledTasks#seeds")
    void rowsEqualWhatFollowsFromTheTables(long seed, @TempDir Path folder) {
        ShuffledTables.compare(
                seed,
                folder,
                DerivedStores.USER_ENGAGEMENT,
                UserEngagementTopology::build,
                UserEngagementTopologyTest::change,
                tables ->
                        tables.rows(USERS).stream()
                                .filter(user -> user.textOrNull("deleted_at") == null)
                                .map(user -> expected(tables, user.text("id")))
                                .toList());
    }

    private static void change(ShuffledTables tables) {
        String user = tables.any(List.of("a", "b", "c", "d"));
        if (tables.random().nextInt(6) == 0) {
            String deleted = tables.random().nextInt(3) == 0 ? time(9) : null;
            tables.putOrDelete(USERS, RowKey.of(user), Rows.row("id", user, "deleted_at", deleted));
            return;
        }
        String id = "attendance" + tables.random().nextInt(20);
        Integer minutes =
                tables.random().nextInt(3) == 0
                        ? null
                        : Integer.valueOf(tables.random().nextInt(90));
        String joined = tables.random().nextInt(3) == 0 ? null : time(tables.random().nextInt(9));
        tables.putOrDelete(
                ATTENDANCES,
                RowKey.of(id),
                attendanceRow(
                        id,
                        user,
                        tables.any(List.of("invited", "attended", "attended", "no_show")),
                        minutes,
                        joined));
    }

    private static Row expected(ShuffledTables tables, String user) {
        List<Row> invited =
                tables.rows(ATTENDANCES).stream()
                        .filter(a -> a.text("user_id").equals(user))
                        .toList();
        List<Row> attended =
                invited.stream().filter(a -> a.text("status").equals("attended")).toList();
        List<Long> minutes =
                attended.stream()
                        .flatMap(a -> Stream.ofNullable(a.integerOrNull("join_duration_minutes")))
                        .toList();
        long sum = minutes.stream().mapToLong(Long::longValue).sum();
        return row(
                user,
                invited.size(),
                attended.size(),
                sum,
                minutes.size(),
                minutes.isEmpty()
                        ? null
                        : BigDecimal.valueOf(sum)
                                .divide(BigDecimal.valueOf(minutes.size()), 2, RoundingMode.HALF_UP)
                                .toPlainString(),
                attended.stream()
                        .map(a -> a.textOrNull("joined_at"))
                        .filter(Objects::nonNull)
                        .max(Comparator.naturalOrder())
                        .orElse(null));
    }

    private static StoreTestDriver store(Path folder) {
        return new StoreTestDriver(
                DerivedStores.USER_ENGAGEMENT, UserEngagementTopology::build, folder);
    }

    private static void user(StoreTestDriver store, String id, @Nullable String deleted) {
        store.change(USERS, RowKey.of(id), Rows.row("id", id, "deleted_at", deleted));
    }

    private static void attendance(
            StoreTestDriver store,
            String id,
            String user,
            String status,
            @Nullable Integer minutes,
            @Nullable String joined) {
        store.change(ATTENDANCES, RowKey.of(id), attendanceRow(id, user, status, minutes, joined));
    }

    private static Row attendanceRow(
            String id,
            String user,
            String status,
            @Nullable Integer minutes,
            @Nullable String joined) {
        return Rows.row(
                "id", id,
                "user_id", user,
                "status", status,
                "join_duration_minutes", minutes,
                "joined_at", joined);
    }

    private static String time(int second) {
        return "2026-01-01T00:00:0%dZ".formatted(second);
    }

    private static Row row(
            String user,
            int invited,
            int attended,
            long minutes,
            int samples,
            @Nullable String average,
            @Nullable String last) {
        return Rows.row(
                "user_id", user,
                "meetings_invited", invited,
                "meetings_attended", attended,
                "duration_sum_minutes", (int) minutes,
                "duration_samples", samples,
                "avg_meeting_duration_minutes", average,
                "last_meeting_attended_at", last);
    }
}
