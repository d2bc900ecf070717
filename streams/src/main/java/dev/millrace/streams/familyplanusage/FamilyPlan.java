package dev.millrace.streams.familyplanusage;

import dev.millrace.schema.topics.Row;

/** What matters of a row of {@code billing.family_plans}. */
record FamilyPlan(long membersMax) {

    static FamilyPlan of(Row row) {
        return new FamilyPlan(row.integer("max_members"));
    }
}
