package dev.millrace.ingest.log;

import dev.millrace.ingest.rows.RowImage;
import dev.millrace.schema.position.Lsn;

/**
 * What the log says, in commit order: each transaction begins, changes rows and commits before the
 * next begins. A transaction that was rolled back, or changed no captured row, may be missing.
 */
public sealed interface LogEntry {

    /**
     * A transaction begins.
     *
     * @param xid its id in the source
     */
    record Begin(long xid) implements LogEntry {}

    /**
     * A row came, changed or went. A changed key is two entries: the old row went, the new one
     * came.
     *
     * @param operation what happened
     * @param row the whole row after the change; of a deleted row, the key at least
     * @param lsn where the log says so
     * @param xid the transaction
     * @param commitMicros when the transaction committed, microseconds since 1970-01-01 UTC
     */
    record Change(Operation operation, RowImage row, Lsn lsn, long xid, long commitMicros)
            implements LogEntry {}

    /**
     * A transaction's end: all its changes came before.
     *
     * @param xid its id in the source
     * @param endLsn the end of its commit in the log
     * @param commitMicros when it committed, microseconds since 1970-01-01 UTC
     */
    record Commit(long xid, Lsn endLsn, long commitMicros) implements LogEntry {}

    /** What happened to a row. */
    enum Operation {
        CREATED,
        UPDATED,
        DELETED
    }
}
