package dev.millrace.ingest.publication;

import dev.millrace.ingest.log.LogEntry;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.position.SourcePosition;
import dev.millrace.schema.position.SourcePosition.OpenTransaction;
import java.util.Optional;

/**
 * Follows the log from where the slot stands and tells what is in the topics already.
 *
 * <p>The slot repeats exactly the transactions whose commit record starts at or after its confirmed
 * position, whole and in commit order. Our committed position is the end of one of those, or the
 * confirmed position itself. So a transaction is published already while the one before it ended
 * before our position; the one that follows our position may be published in part.
 */
final class PositionTracker {

    private enum Standing {
        BETWEEN,
        PUBLISHED_ALREADY,
        TO_PUBLISH
    }

    private final Lsn resumedAt;
    private SourcePosition position;
    // End of the transaction before the next one, as far as the log was heard or acknowledged.
    private Lsn previousEnd;
    private Standing standing = Standing.BETWEEN;
    private long xid;
    private long changes;
    private long changesPublished;

    /**
     * @param committed the position in the topics
     * @param confirmed where the slot stands; not after the committed position
     */
    PositionTracker(SourcePosition committed, Lsn confirmed) {
        if (confirmed.isAfter(committed.commitLsn())) {
            throw new IllegalArgumentException(
                    "slot confirmed " + confirmed + ", published " + committed.commitLsn());
        }
        this.resumedAt = committed.commitLsn();
        this.position = committed;
        this.previousEnd = confirmed;
    }

    /** The position after everything heard so far. */
    SourcePosition position() {
        if (standing != Standing.TO_PUBLISH || changes <= changesPublished) {
            return position;
        }
        return position.within(new OpenTransaction(xid, changes));
    }

    void begin(LogEntry.Begin begin) {
        xid = begin.xid();
        changes = 0;
        changesPublished = 0;
        if (previousEnd.isBefore(resumedAt)) {
            standing = Standing.PUBLISHED_ALREADY;
            return;
        }
        standing = Standing.TO_PUBLISH;
        Optional<OpenTransaction> open = position.open();
        if (open.isPresent()) {
            if (open.get().xid() != xid) {
                throw inconsistent(
                        "transaction "
                                + open.get().xid()
                                + ", published in part, is missing; the log goes on with "
                                + xid);
            }
            changesPublished = open.get().published();
        }
    }

    /** Changes of the current transaction that were heard. */
    long changes() {
        return changes;
    }

    /** Whether the next change of the transaction is still to be published. */
    boolean change() {
        changes++;
        return standing == Standing.TO_PUBLISH && changes > changesPublished;
    }

    void commit(LogEntry.Commit commit) {
        if (standing == Standing.TO_PUBLISH) {
            if (changes < changesPublished) {
                throw inconsistent(
                        "transaction "
                                + xid
                                + " has "
                                + changes
                                + " changes, of which "
                                + changesPublished
                                + " were published");
            }
            position = position.committed(commit.endLsn(), commit.commitMicros());
        } else if (commit.endLsn().isAfter(resumedAt)) {
            throw inconsistent(
                    "no transaction ends at " + resumedAt + ", which is published up to");
        }
        previousEnd = commit.endLsn();
        standing = Standing.BETWEEN;
    }

    private PipelineException inconsistent(String what) {
        return new PipelineException(
                ErrorKind.SOURCE_REPLACED,
                "the log of slot "
                        + position.slot()
                        + " does not continue what is in the topics: "
                        + what
                        + ". The database was restored, or its publication changed behind ingest");
    }
}
