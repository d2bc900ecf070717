package dev.millrace.streams.rolestatistics;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.expiry.Expiry;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.ChildRouter;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.fanout.Merged;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimStream;
import dev.millrace.streams.summary.ParentSummary;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * Builds {@code derived.role_statistics}: one row for every role.
 *
 * <pre>
 * role_permissions ---------------+
 * user_roles -- until they expire +--(by-role)--+
 * roles ----------------------------------------+-- rows
 * </pre>
 *
 * <p>In brackets the repartition topic. Roles, permissions and grants travel apart: what one
 * transaction gives to a role may show one by one. A grant that expires shows within about the time
 * of any other change after its moment.
 */
public final class RoleStatisticsTopology {

    // Tables: nodes <name>-source and <name>-route, keys in the store of placements.
    private static final String PERMISSIONS = "role-permissions";
    private static final String GRANTS = "user-roles";
    private static final String ROLES = "roles";

    // Nodes between.
    private static final String GRANTS_PLACED = "user-roles-placed";

    // Repartition topics and stores: a renamed one is a migration.
    private static final String BY_ROLE = "by-role";
    private static final String PLACED_AT_ROLES = "placed-at-roles";
    // Node <name>, store <name>-moments.
    private static final String GRANT_EXPIRY = "user-roles-expiry";
    // Stores <name>-parents, -children, -sums; nodes <name>-parent, -child, -rows.
    private static final String ROLE_FACTS = "role-facts";

    private RoleStatisticsTopology() {}

    public static void build(StreamsBuilder builder) {
        build(builder, Hop.repartition());
    }

    static void build(StreamsBuilder builder, Hop hop) {
        Serde<RoleFact> facts = new SlimSerde<>(RoleFact.class);
        ChildRouter<RoleFact> router = new ChildRouter<>(PLACED_AT_ROLES, facts);
        KStream<RowKey, Grant> grants =
                Expiry.of(
                        SlimStream.of(
                                builder, GRANTS, Topics.capture("identity.user_roles"), Grant::of),
                        GRANT_EXPIRY,
                        Grant::expires);
        KStream<RowKey, ChildChange<RoleFact>> byRole =
                hop.through(
                        Merged.of(
                                BY_ROLE,
                                router.route(
                                        builder,
                                        PERMISSIONS,
                                        Topics.capture("identity.role_permissions"),
                                        RoleStatistics::ofPermission),
                                router.route(
                                        grants.mapValues(
                                                RoleStatistics::ofGrant, Named.as(GRANTS_PLACED)),
                                        GRANTS)),
                        BY_ROLE,
                        facts);
        KStream<RowKey, Role> roles =
                SlimStream.of(
                        builder,
                        ROLES,
                        Topics.capture("identity.roles"),
                        row -> new Role(row.text("id")));
        DerivedTopic.publish(
                new ParentSummary<>(
                                ROLE_FACTS,
                                new SlimSerde<>(Role.class),
                                facts,
                                new RoleStatistics())
                        .of(roles, byRole),
                DerivedStores.ROLE_STATISTICS);
    }
}
