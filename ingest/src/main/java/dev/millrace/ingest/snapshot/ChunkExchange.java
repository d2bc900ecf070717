package dev.millrace.ingest.snapshot;

import dev.millrace.ingest.publication.BadRows;
import dev.millrace.ingest.publication.BadRows.BadRow;
import dev.millrace.ingest.publication.RowsBeside;
import dev.millrace.ingest.snapshot.ChunkWindow.Outcome;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.position.Lsn;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where chunks of tables enter the stream of the log, so that no older row follows a newer one.
 *
 * <p>The reader opens a window, reads a chunk in one transaction, and offers it. The publisher adds
 * the chunk once the log has passed everything that this transaction saw, without the rows whose
 * keys the log passed since the window opened. What the transaction did not see comes later in the
 * log, except what had committed and was not visible yet: the log can be ahead of visibility by a
 * moment, or as long as a synchronous standby takes. So the ids of the last transactions are
 * remembered, and a chunk that does not see one which the log had passed before is read again.
 */
final class ChunkExchange implements RowsBeside {

    private static final int REMEMBERED = 1 << 16;

    private final BadRows badRows;
    private final int[] passedIds = new int[REMEMBERED];
    private volatile long passed;
    private volatile @Nullable ChunkWindow window;
    private @Nullable ChunkWindow unconfirmed;
    private @Nullable ChunkWindow waiting;
    private boolean closed;

    ChunkExchange(BadRows badRows) {
        this.badRows = badRows;
    }

    /** Opens the window of the next chunk; the one before must have its outcome. */
    ChunkWindow open(CapturedTable table) {
        ChunkWindow opened = new ChunkWindow(table);
        synchronized (this) {
            waiting = opened;
            if (closed) {
                opened.outcome().complete(Outcome.CLOSED);
            }
        }
        window = opened;
        // In this order: whatever is published from now on is either counted or remembered.
        opened.opened(passed);
        return opened;
    }

    /** Nothing is published any more: whoever waits is told. */
    synchronized void close() {
        closed = true;
        if (waiting != null) {
            waiting.outcome().complete(Outcome.CLOSED);
        }
    }

    @Override
    public void transactionBegins(long xid) {
        long count = passed;
        passedIds[(int) (count % REMEMBERED)] = (int) xid;
        passed = count + 1;
    }

    @Override
    public void rowPassed(CapturedTable table, byte[] key) {
        ChunkWindow open = window;
        if (open != null) {
            open.passed(table, key);
        }
    }

    @Override
    public void transactionEnded(Lsn end, List<ProducerRecord<byte[], byte[]>> records) {
        ChunkWindow open = window;
        Chunk chunk = open == null ? null : open.chunk();
        if (open == null || chunk == null || end.isBefore(chunk.seen().bound())) {
            return;
        }
        window = null;
        if (!open.isComplete() || missesAPassedTransaction(chunk.seen(), open.openedAt())) {
            open.outcome().complete(Outcome.READ_AGAIN);
            return;
        }
        for (Chunk.Row row : chunk.rows()) {
            if (!open.hasPassed(row.key())) {
                records.add(row.record());
            }
        }
        for (BadRow row : chunk.bad()) {
            byte[] key = row.key();
            if (key == null || !open.hasPassed(ByteBuffer.wrap(key))) {
                records.add(row.letter());
                badRows.publishing(row);
            }
        }
        records.add(chunk.progress());
        unconfirmed = open;
    }

    @Override
    public void durable() {
        ChunkWindow written = unconfirmed;
        if (written != null) {
            unconfirmed = null;
            written.outcome().complete(Outcome.PUBLISHED);
        }
    }

    private boolean missesAPassedTransaction(RowSnapshot seen, long openedAt) {
        for (long count = Math.max(0, openedAt - REMEMBERED); count < openedAt; count++) {
            if (!seen.sees(Integer.toUnsignedLong(passedIds[(int) (count % REMEMBERED)]))) {
                return true;
            }
        }
        return false;
    }
}
