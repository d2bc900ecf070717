package dev.millrace.streams.familyplanusage;

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

class FamilyPlanUsageTopologyTest {

    @Test
    void membersCountBesideTheLimit(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.FAMILY_PLAN_USAGE, FamilyPlanUsageTopology::build, state)) {
            plan(store, 2);
            member(store, "u1");
            member(store, "u2");
            assertThat(store.rows()).containsOnly(expected(2, 2));

            plan(store, 6);
            store.change("billing.family_plan_members", RowKey.of("f", "u1"), null);

            assertThat(store.rows()).containsOnly(expected(1, 6));
        }
    }

    private static void plan(StoreTestDriver store, int most) {
        store.change("billing.family_plans", RowKey.of("f"), row("id", "f", "max_members", most));
    }

    private static void member(StoreTestDriver store, String user) {
        store.change(
                "billing.family_plan_members",
                RowKey.of("f", user),
                row("family_plan_id", "f", "user_id", user));
    }

    private static Map.Entry<RowKey, Row> expected(int members, int most) {
        return Map.entry(
                RowKey.of("f"),
                row("family_plan_id", "f", "current_members", members, "max_members", most));
    }
}
