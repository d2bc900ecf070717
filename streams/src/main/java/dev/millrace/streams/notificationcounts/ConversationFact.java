package dev.millrace.streams.notificationcounts;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What one row means to a conversation, in as far as unread group messages depend on it. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ConversationFact.GroupMessage.class, name = "message"),
    @JsonSubTypes.Type(value = ConversationFact.Participant.class, name = "participant")
})
sealed interface ConversationFact {

    /** A message to all; its path says when it was written. */
    record GroupMessage(String sender) implements ConversationFact {}

    /**
     * Someone who has not left.
     *
     * @param readUpTo when the person read last, or else joined; microseconds since 1970-01-01 UTC
     */
    record Participant(String user, long readUpTo) implements ConversationFact {}
}
