package dev.millrace.ingest.log;

import dev.millrace.ingest.log.LogEntry.Operation;
import dev.millrace.schema.capture.ArchivalMark;
import dev.millrace.schema.capture.CapturedTable;

/**
 * Tells rows that went to the archive from rows that were deleted. A transaction that archives says
 * so in the log before it touches a row; from there to its end, a row that goes from a table with
 * an archive has moved, and its topic keeps it. For one thread.
 */
public final class ArchivedRows {

    private boolean isArchiving;

    /** A transaction begins; what another one said counts no more. */
    public void begin() {
        isArchiving = false;
    }

    /** The transaction has written a message into the log. */
    public void message(String prefix) {
        isArchiving |= prefix.equals(ArchivalMark.PREFIX);
    }

    /** Whether this change is a row's move to the archive, which nobody downstream is told. */
    public boolean isMove(Operation operation, CapturedTable table) {
        return isArchiving && operation == Operation.DELETED && table.archive().isPresent();
    }
}
