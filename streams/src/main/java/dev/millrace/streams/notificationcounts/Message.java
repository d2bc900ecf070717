package dev.millrace.streams.notificationcounts;

import dev.millrace.schema.topics.Row;
import org.jspecify.annotations.Nullable;

/**
 * A message that is not deleted.
 *
 * @param recipient null for a message to all of the conversation
 * @param created microseconds since 1970-01-01 UTC
 */
record Message(
        String id,
        String conversation,
        String sender,
        @Nullable String recipient,
        boolean read,
        long created) {

    /** A row of {@code engagement.messages}, null when it is deleted in the soft way. */
    static @Nullable Message of(Row row) {
        return row.textOrNull("deleted_at") == null
                ? new Message(
                        row.text("id"),
                        row.text("conversation_id"),
                        row.text("sender_id"),
                        row.textOrNull("recipient_id"),
                        row.textOrNull("read_at") != null,
                        row.micros("created_at"))
                : null;
    }
}
