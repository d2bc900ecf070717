package dev.millrace.streams.userengagement;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.ChildRouter;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.people.Person;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.summary.ParentSummary;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;

/**
 * Builds {@code derived.user_engagement}: one row for every person who is not deleted.
 *
 * <pre>
 * meeting_attendances --(by-user)--+
 * users ---------------------------+-- rows
 * </pre>
 *
 * <p>In brackets the repartition topic. An attendance changes all figures of a row in one step.
 * People and attendances travel apart, and so do attendances of several meetings: a new person may
 * show with zeros first, and what one transaction says of several meetings may show one by one.
 */
public final class UserEngagementTopology {

    // Tables: nodes <name>-source and <name>-route, keys in the store of placements.
    private static final String ATTENDANCES = "meeting-attendances";
    private static final String USERS = "users";

    // Repartition topics and stores: a renamed one is a migration.
    private static final String BY_USER = "by-user";
    private static final String PLACED_AT_USERS = "placed-at-users";
    // Stores <name>-parents, -children, -sums, -ranks; nodes <name>-parent, -child, -rows.
    private static final String USER_ATTENDANCES = "user-attendances";

    private UserEngagementTopology() {}

    public static void build(StreamsBuilder builder) {
        build(builder, Hop.repartition());
    }

    static void build(StreamsBuilder builder, Hop hop) {
        Serde<Attendance> attendances = new SlimSerde<>(Attendance.class);
        KStream<RowKey, ChildChange<Attendance>> byUser =
                hop.through(
                        new ChildRouter<>(PLACED_AT_USERS, attendances)
                                .route(
                                        builder,
                                        ATTENDANCES,
                                        Topics.capture("engagement.meeting_attendances"),
                                        UserEngagement::ofAttendance),
                        BY_USER,
                        attendances);
        DerivedTopic.publish(
                new ParentSummary<>(
                                USER_ATTENDANCES,
                                new SlimSerde<>(Person.class),
                                attendances,
                                new UserEngagement())
                        .of(Person.stream(builder, USERS), byUser),
                DerivedStores.USER_ENGAGEMENT);
    }
}
