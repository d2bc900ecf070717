package dev.millrace.streams.conversationstate;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.fanout.OrderedText;
import dev.millrace.streams.fanout.Placement;
import dev.millrace.streams.summary.Summary;
import dev.millrace.streams.summary.SummaryRule;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rule of {@code derived.conversation_state}, free of Kafka.
 *
 * <p>Deleted messages do not count. Those that the archive takes away send no deletes and keep
 * counting.
 */
final class ConversationState implements SummaryRule<Conversation, Message> {

    private static final int MESSAGES = 0;

    /** A row of {@code engagement.messages}, at its conversation while it is not deleted. */
    static @Nullable Placement<Message> ofMessage(Row row) {
        if (row.textOrNull("deleted_at") != null) {
            return null;
        }
        Message message = new Message(row.text("id"), row.micros("created_at"));
        return new Placement<>(
                RowKey.of(row.text("conversation_id")),
                // The table's key has both, so only both are sure to be unique.
                RowKey.of(message.id(), row.text("created_at")),
                message);
    }

    @Override
    public List<Long> amounts(Message message) {
        return List.of(1L);
    }

    /** The newest first; of two at the same moment the one with the greater id. */
    @Override
    public RowKey rank(Message message) {
        return RowKey.of(
                OrderedText.descending(message.created()),
                OrderedText.descendingUuid(message.id()));
    }

    @Override
    public int shown() {
        return 1;
    }

    @Override
    public Row row(RowKey key, Conversation conversation, Summary<Message> messages) {
        Optional<Message> newest = messages.leader();
        return new DerivedRow()
                .text("conversation_id", conversation.id())
                .text("last_message_id", newest.map(Message::id).orElse(null))
                .timestamp("last_message_at", newest.map(Message::created).orElse(null))
                .integer("message_count", messages.sum(MESSAGES))
                .row();
    }
}
