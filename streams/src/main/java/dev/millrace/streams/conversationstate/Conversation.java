package dev.millrace.streams.conversationstate;

/** A conversation of which nothing but the existence matters here. */
record Conversation(String id) {}
