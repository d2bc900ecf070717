package dev.millrace.streams.writer;

/** What a table writer is doing. */
public enum WriterState {
    /** Not yet a member of its group, or not yet placed by the table's offsets. */
    STARTING,
    /** Applying records as they come. */
    RUNNING,
    /** Met a fault that passes; tries again, from where the table stands. */
    RETRYING,
    /** Met a fault that does not pass; the store's table stands still. */
    FAILED,
    /** Closed. */
    STOPPED
}
