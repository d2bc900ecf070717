package dev.millrace.streams.familyplanusage;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.ParentTotals;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code derived.family_plan_usage}: a row for every family plan.
 *
 * <p>It mixes plans and members: a raised limit may show before or after the member it was raised
 * for, so for a moment a row may hold more members than its limit, which the database never does.
 */
public final class FamilyPlanUsageTopology {

    private FamilyPlanUsageTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        ParentTotals.of(
                        DerivedStores.FAMILY_PLAN_USAGE,
                        builder,
                        hop,
                        "billing.family_plans",
                        FamilyPlan.class,
                        FamilyPlan::of)
                .add("billing.family_plan_members", FamilyPlanUsage::ofMember)
                .publish(FamilyPlanUsage::row);
    }
}
