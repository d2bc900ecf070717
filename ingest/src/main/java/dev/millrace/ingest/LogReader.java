package dev.millrace.ingest;

/** What reads the source's log. Both tell the same, entry for entry; a test compares them. */
public enum LogReader {
    /** Our own decoder of the slot's stream: several times quicker. */
    PGOUTPUT,
    /** Debezium's embedded engine. */
    DEBEZIUM
}
