package dev.millrace.schema.capture;

/**
 * How a transaction says in the log that it moves rows to the archive: a transactional message of
 * this prefix, written by {@code ops.begin_archival} before the first row goes.
 */
public final class ArchivalMark {

    /** The prefix of the message; its content is for people. */
    public static final String PREFIX = "millrace.archival";

    private ArchivalMark() {}
}
