package dev.millrace.streams.notificationcounts;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.expiry.Expiry;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.ChildRouter;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.fanout.Merged;
import dev.millrace.streams.people.Person;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimStream;
import dev.millrace.streams.summary.ParentSummary;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * Builds {@code derived.notification_counts}: one row for every person who is not deleted.
 *
 * <pre>
 * conversation_participants --+
 * messages --+-- to groups ---+--(by-conversation)-- unread of each --+
 *            +-- to one person ---------------------------------------+--(by-user)--+
 * notifications -- until they expire ---------------------------------+             |
 * users ----------------------------------------------------------------------------+-- rows
 * </pre>
 *
 * <p>In brackets the repartition topics: notifications and direct messages are one hop away from
 * the row, group messages and readings two. All of them travel apart: a reader may see a message
 * counted before the notification of the same transaction, or the other way round, and the several
 * messages or conversations of one transaction one by one. One message, reading or notification
 * changes a row in one step. Messages that the archive takes away send no deletes and keep
 * counting. What the group part costs is said at {@link GroupUnread}.
 */
public final class NotificationCountsTopology {

    // Tables: nodes <name>-source and <name>-route, keys in the stores of placements.
    private static final String MESSAGES = "messages";
    private static final String PARTICIPANTS = "conversation-participants";
    private static final String NOTIFICATIONS = "notifications";
    private static final String USERS = "users";

    // Nodes between.
    private static final String DIRECT = "direct-messages";
    private static final String TO_GROUPS = "group-messages";
    private static final String NOTIFICATIONS_PLACED = "notifications-placed";
    private static final String UNREAD_IN_GROUPS = "unread-in-groups";

    // Repartition topics and stores: a renamed one is a migration.
    private static final String BY_CONVERSATION = "by-conversation";
    private static final String BY_USER = "by-user";
    private static final String PLACED_AT_CONVERSATIONS = "placed-at-conversations";
    private static final String PLACED_AT_USERS = "placed-at-users";
    // Node <name>, store <name>-moments.
    private static final String NOTIFICATION_EXPIRY = "notifications-expiry";
    // Stores <name>-parents, -children, -sums; nodes <name>-parent, -child, -rows.
    private static final String USER_UNREAD = "user-unread";
    static final String GROUP_MESSAGES = "messages-of-conversations";
    static final String READERS = "readers-of-conversations";

    private NotificationCountsTopology() {}

    public static void build(StreamsBuilder builder) {
        build(builder, Hop.repartition());
    }

    static void build(StreamsBuilder builder, Hop hop) {
        Serde<Unread> unread = new SlimSerde<>(Unread.class);
        ChildRouter<Unread> toUsers = new ChildRouter<>(PLACED_AT_USERS, unread);
        KStream<RowKey, Message> messages =
                SlimStream.of(
                        builder, MESSAGES, Topics.capture("engagement.messages"), Message::of);
        KStream<RowKey, Notice> notices =
                Expiry.of(
                        SlimStream.of(
                                builder,
                                NOTIFICATIONS,
                                Topics.capture("engagement.notifications"),
                                Notice::of),
                        NOTIFICATION_EXPIRY,
                        Notice::expires);

        KStream<RowKey, ChildChange<Unread>> byUser =
                hop.through(
                        Merged.of(
                                BY_USER,
                                toUsers.route(
                                        notices.mapValues(
                                                Placements::ofNotice,
                                                Named.as(NOTIFICATIONS_PLACED)),
                                        NOTIFICATIONS),
                                toUsers.route(
                                        messages.mapValues(
                                                Placements::ofDirectMessage, Named.as(DIRECT)),
                                        DIRECT),
                                inGroups(builder, hop, messages)),
                        BY_USER,
                        unread);
        DerivedTopic.publish(
                new ParentSummary<>(
                                USER_UNREAD,
                                new SlimSerde<>(Person.class),
                                unread,
                                new NotificationCounts())
                        .of(Person.stream(builder, USERS), byUser),
                DerivedStores.NOTIFICATION_COUNTS);
    }

    private static KStream<RowKey, ChildChange<Unread>> inGroups(
            StreamsBuilder builder, Hop hop, KStream<RowKey, Message> messages) {
        Serde<ConversationFact> facts = new SlimSerde<>(ConversationFact.class);
        ChildRouter<ConversationFact> router = new ChildRouter<>(PLACED_AT_CONVERSATIONS, facts);
        return hop.through(
                        Merged.of(
                                BY_CONVERSATION,
                                router.route(
                                        messages.mapValues(
                                                Placements::ofGroupMessage, Named.as(TO_GROUPS)),
                                        TO_GROUPS),
                                router.route(
                                        builder,
                                        PARTICIPANTS,
                                        Topics.capture("engagement.conversation_participants"),
                                        Placements::ofParticipant)),
                        BY_CONVERSATION,
                        facts)
                .process(new GroupUnread.Supplier(), Named.as(UNREAD_IN_GROUPS));
    }
}
