package dev.millrace.streams.rolestatistics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowFormat;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import dev.millrace.streams.StoreTestDriver;
import dev.millrace.streams.fanout.ShuffledTables;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoleStatisticsTopologyTest {

    private static final String ROLES = "identity.roles";
    private static final String PERMISSIONS = "identity.role_permissions";
    private static final String GRANTS = "identity.user_roles";

    @Test
    void expiredHolderDoesNotCount(@TempDir Path folder) {
        try (StoreTestDriver store = store(folder)) {
            store.change(ROLES, RowKey.of("editor"), Rows.row("id", "editor"));
            for (String id : List.of("p1", "p2", "p3")) {
                store.change(PERMISSIONS, RowKey.of(id), permission(id, "editor"));
            }
            store.change(GRANTS, RowKey.of("g1"), grant("g1", "editor", true, null));
            store.change(GRANTS, RowKey.of("g2"), grant("g2", "editor", true, after(-60)));

            assertThat(store.rows().values()).containsExactly(row("editor", 3, 1));
        }
    }

    @Test
    void grantExpiresWithTheClockAlone(@TempDir Path folder) {
        try (StoreTestDriver store = store(folder)) {
            store.change(ROLES, RowKey.of("editor"), Rows.row("id", "editor"));
            store.change(GRANTS, RowKey.of("g1"), grant("g1", "editor", true, after(60)));
            store.change(GRANTS, RowKey.of("g2"), grant("g2", "editor", false, after(60)));
            assertThat(store.rows().values()).containsExactly(row("editor", 0, 1));

            store.advanceClock(Duration.ofMillis(59_999));
            assertThat(store.emitted()).isEmpty();

            store.advanceClock(Duration.ofMillis(1));
            assertThat(store.emitted())
                    .singleElement()
                    .satisfies(told -> {
                        assertThat(told.value()).isEqualTo(row("editor", 0, 0));
                        assertThat(
                                        new String(
                                                told.headers()
                                                        .lastHeader(Headers.COMMIT_TIME)
                                                        .value(),
                                                UTF_8))
                                .isEqualTo(Long.toString(RowFormat.timestampMicros(after(60))));
                    });

            store.change(GRANTS, RowKey.of("g1"), grant("g1", "editor", true, after(120)));
            assertThat(store.rows().values()).containsExactly(row("editor", 0, 1));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.millrace.streams.fanout.ShuffledTasks#seeds")
    void rowsEqualWhatFollowsFromTheTables(long seed, @TempDir Path folder) {
        ShuffledTables.compare(
                seed,
                folder,
                DerivedStores.ROLE_STATISTICS,
                RoleStatisticsTopology::build,
                RoleStatisticsTopologyTest::change,
                tables ->
                        tables.rows(ROLES).stream()
                                .map(role -> expected(tables, role.text("id")))
                                .toList());
    }

    private static void change(ShuffledTables tables) {
        String role = tables.any(List.of("a", "b", "c", "d"));
        switch (tables.random().nextInt(6)) {
            case 0 -> tables.putOrDelete(ROLES, RowKey.of(role), Rows.row("id", role));
            case 1, 2 -> {
                String id = "permission" + tables.random().nextInt(12);
                tables.putOrDelete(PERMISSIONS, RowKey.of(id), permission(id, role));
            }
            default -> {
                String id = "grant" + tables.random().nextInt(20);
                Instant moment = tables.clock().plusSeconds(tables.random().nextInt(120) - 30);
                String expires = tables.random().nextInt(4) == 0 ? null : moment.toString();
                tables.putOrDelete(
                        GRANTS,
                        RowKey.of(id),
                        grant(id, role, tables.random().nextInt(4) > 0, expires));
            }
        }
    }

    private static Row expected(ShuffledTables tables, String role) {
        long permissions =
                tables.rows(PERMISSIONS).stream()
                        .filter(p -> p.text("role_id").equals(role))
                        .count();
        long holders =
                tables.rows(GRANTS).stream()
                        .filter(g -> g.text("role_id").equals(role) && g.flag("is_active"))
                        .filter(g ->
                                g.textOrNull("expires_at") == null
                                        || g.instant("expires_at").isAfter(tables.clock()))
                        .count();
        return row(role, (int) permissions, (int) holders);
    }

    private static StoreTestDriver store(Path folder) {
        return new StoreTestDriver(
                DerivedStores.ROLE_STATISTICS, RoleStatisticsTopology::build, folder);
    }

    private static Row permission(String id, String role) {
        return Rows.row("id", id, "role_id", role);
    }

    private static Row grant(String id, String role, boolean active, @Nullable String expires) {
        return Rows.row("id", id, "role_id", role, "is_active", active, "expires_at", expires);
    }

    private static String after(long seconds) {
        return StoreTestDriver.START.plusSeconds(seconds).toString();
    }

    private static Row row(String role, int permissions, int users) {
        return Rows.row("role_id", role, "permissions_count", permissions, "active_users", users);
    }
}
