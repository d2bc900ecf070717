package dev.millrace.streams.rolestatistics;

/** A role of which nothing but the existence matters here. */
record Role(String id) {}
