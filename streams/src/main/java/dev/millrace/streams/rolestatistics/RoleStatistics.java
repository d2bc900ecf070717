package dev.millrace.streams.rolestatistics;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.fanout.Placement;
import dev.millrace.streams.summary.Summary;
import dev.millrace.streams.summary.SummaryRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rule of {@code derived.role_statistics}, free of Kafka and of the clock. */
final class RoleStatistics implements SummaryRule<Role, RoleFact> {

    private static final int PERMISSIONS = 0;
    private static final int HOLDERS = 1;

    /** A row of {@code identity.role_permissions}, at its role. */
    static Placement<RoleFact> ofPermission(Row row) {
        return new Placement<>(
                RowKey.of(row.text("role_id")),
                RowKey.of("permission", row.text("id")),
                RoleFact.PERMISSION);
    }

    /** A grant that is active and not expired, at its role; null for none. */
    static @Nullable Placement<RoleFact> ofGrant(@Nullable Grant grant) {
        return grant == null
                ? null
                : new Placement<>(
                        RowKey.of(grant.role()), RowKey.of("grant", grant.id()), RoleFact.HOLDER);
    }

    @Override
    public List<Long> amounts(RoleFact fact) {
        return List.of((long) fact.permissions(), (long) fact.holders());
    }

    @Override
    public Row row(RowKey key, Role role, Summary<RoleFact> facts) {
        return new DerivedRow()
                .text("role_id", role.id())
                .integer("permissions_count", facts.sum(PERMISSIONS))
                .integer("active_users", facts.sum(HOLDERS))
                .row();
    }
}
