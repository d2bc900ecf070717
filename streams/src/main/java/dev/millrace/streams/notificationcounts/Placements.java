package dev.millrace.streams.notificationcounts;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.OrderedText;
import dev.millrace.streams.fanout.Placement;
import dev.millrace.streams.notificationcounts.ConversationFact.GroupMessage;
import dev.millrace.streams.notificationcounts.ConversationFact.Participant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where the rows of each table belong, and what of them matters there. */
final class Placements {

    /** Below its conversation a message lies under this, its time and its id: in their order. */
    static final RowKey MESSAGES = RowKey.of("message");

    private static final String PARTICIPANTS = "participant";

    private Placements() {}

    /** A notification neither read nor expired, at its person; null for none. */
    static @Nullable Placement<Unread> ofNotice(@Nullable Notice notice) {
        return notice == null
                ? null
                : new Placement<>(
                        RowKey.of(notice.user()),
                        RowKey.of("notification", notice.id()),
                        Unread.NOTIFICATION);
    }

    /** A message to one person, at that person while it is not read; null for none. */
    static @Nullable Placement<Unread> ofDirectMessage(@Nullable Message message) {
        return message == null || message.recipient() == null || message.read()
                ? null
                : new Placement<>(
                        RowKey.of(message.recipient()),
                        RowKey.of("message", message.id(), time(message)),
                        Unread.MESSAGE);
    }

    /** A message to all, at its conversation; null for none. */
    static @Nullable Placement<ConversationFact> ofGroupMessage(@Nullable Message message) {
        return message == null || message.recipient() != null
                ? null
                : new Placement<>(
                        RowKey.of(message.conversation()),
                        RowKey.of(MESSAGES.value(0), time(message), message.id()),
                        new GroupMessage(message.sender()));
    }

    /**
     * A row of {@code engagement.conversation_participants}, at its conversation until the person
     * leaves.
     */
    static @Nullable Placement<ConversationFact> ofParticipant(Row row) {
        return row.textOrNull("left_at") != null
                ? null
                : new Placement<>(
                        RowKey.of(row.text("conversation_id")),
                        RowKey.of(PARTICIPANTS, row.text("id")),
                        new Participant(
                                row.text("user_id"),
                                Objects.requireNonNullElseGet(
                                        row.microsOrNull("last_read_at"),
                                        () -> row.micros("joined_at"))));
    }

    /** What a participant has not read of a conversation, at the person; null for nothing. */
    static @Nullable Placement<Unread> ofReader(
            RowKey conversation, RowKey participant, @Nullable Reader reader) {
        return reader == null || reader.unread() == 0
                ? null
                : new Placement<>(
                        RowKey.of(reader.user()),
                        RowKey.of("group", conversation.value(0), participant.value(1)),
                        new Unread(0, reader.unread()));
    }

    private static String time(Message message) {
        return OrderedText.ascending(message.created());
    }
}
