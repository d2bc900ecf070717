package dev.millrace.streams.conversationstate;

/**
 * A message that is not deleted.
 *
 * @param created microseconds since 1970-01-01 UTC
 */
record Message(String id, long created) {}
