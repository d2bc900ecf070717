package dev.millrace.streams.familyplanusage;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Totals;

/** The rules of {@code derived.family_plan_usage}, free of Kafka. */
final class FamilyPlanUsage {

    private static final String MEMBERS = "current_members";

    private FamilyPlanUsage() {}

    /** What a row of {@code billing.family_plan_members} adds to its plan. */
    static Contribution ofMember(Row member) {
        return Contribution.to(member.text("family_plan_id")).count(MEMBERS);
    }

    /** The row of a plan. */
    static Row row(RowKey key, FamilyPlan plan, Totals totals) {
        return totals.into(new DerivedRow().text("family_plan_id", key.value(0)), MEMBERS)
                .integer("max_members", plan.membersMax())
                .row();
    }
}
