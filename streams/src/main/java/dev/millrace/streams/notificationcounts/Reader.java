package dev.millrace.streams.notificationcounts;

import dev.millrace.streams.notificationcounts.ConversationFact.GroupMessage;
import org.jspecify.annotations.Nullable;

/**
 * A participant with the number of messages of others that came after the last reading.
 *
 * @param readUpTo microseconds since 1970-01-01 UTC
 */
record Reader(String user, long readUpTo, int unread) {

    /** Whether a message, null for none, written at this moment counts for this reader. */
    boolean misses(@Nullable GroupMessage message, long created) {
        return message != null && created > readUpTo && isOfAnother(message);
    }

    boolean isOfAnother(GroupMessage message) {
        return !message.sender().equals(user);
    }

    Reader with(int difference) {
        return new Reader(user, readUpTo, unread + difference);
    }
}
