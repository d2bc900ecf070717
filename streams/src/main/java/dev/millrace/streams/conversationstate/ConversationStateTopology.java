package dev.millrace.streams.conversationstate;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.ChildRouter;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimStream;
import dev.millrace.streams.summary.ParentSummary;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;

/**
 * Builds {@code derived.conversation_state}: one row for every conversation.
 *
 * <pre>
 * messages --(by-conversation)--+
 * conversations ----------------+-- rows
 * </pre>
 *
 * <p>In brackets the repartition topic. A message changes count and newest message in one step.
 * Conversations and messages travel apart: a new conversation may show without the message that was
 * written in the same transaction, and several messages of one transaction may show one by one.
 */
public final class ConversationStateTopology {

    // Tables: nodes <name>-source and <name>-route, keys in the store of placements.
    private static final String MESSAGES = "messages";
    private static final String CONVERSATIONS = "conversations";

    // Repartition topics and stores: a renamed one is a migration.
    private static final String BY_CONVERSATION = "by-conversation";
    private static final String PLACED_AT_CONVERSATIONS = "placed-at-conversations";
    // Stores <name>-parents, -children, -sums, -ranks; nodes <name>-parent, -child, -rows.
    private static final String CONVERSATION_MESSAGES = "conversation-messages";

    private ConversationStateTopology() {}

    public static void build(StreamsBuilder builder) {
        build(builder, Hop.repartition());
    }

    static void build(StreamsBuilder builder, Hop hop) {
        Serde<Message> messages = new SlimSerde<>(Message.class);
        KStream<RowKey, ChildChange<Message>> byConversation =
                hop.through(
                        new ChildRouter<>(PLACED_AT_CONVERSATIONS, messages)
                                .route(
                                        builder,
                                        MESSAGES,
                                        Topics.capture("engagement.messages"),
                                        ConversationState::ofMessage),
                        BY_CONVERSATION,
                        messages);
        KStream<RowKey, Conversation> conversations =
                SlimStream.of(
                        builder,
                        CONVERSATIONS,
                        Topics.capture("engagement.conversations"),
                        row -> new Conversation(row.text("id")));
        DerivedTopic.publish(
                new ParentSummary<>(
                                CONVERSATION_MESSAGES,
                                new SlimSerde<>(Conversation.class),
                                messages,
                                new ConversationState())
                        .of(conversations, byConversation),
                DerivedStores.CONVERSATION_STATE);
    }
}
