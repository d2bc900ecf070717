package dev.millrace.launcher.health;

/** What a process is there for. */
public enum Duty {
    /** Reading the log. */
    INGEST,
    /** Keeping the derived stores. */
    STREAMS,
    /** Running batch jobs when they are due. */
    BATCH
}
