package dev.millrace.ingest.snapshot;

import dev.millrace.schema.capture.CapturedTable;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The time from before a chunk is read until it is published. Every key of its table that the log
 * passes meanwhile is remembered: the log's row is as new as the chunk's, or newer.
 */
final class ChunkWindow {

    /** What became of a chunk. */
    enum Outcome {
        /** Its rows, without those that the log passed, are durable. */
        PUBLISHED,
        /** Nothing of it was published; it has to be read again. */
        READ_AGAIN,
        /** Nobody publishes any more. */
        CLOSED
    }

    // More keys than this in one window, and reading again is cheaper than remembering.
    private static final int KEYS_MAX = 200_000;

    private final CapturedTable table;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final Set<ByteBuffer> passedKeys = new HashSet<>();
    private boolean tooMany;

    /** How many transactions the log had come to, at least, when the window opened. */
    private volatile long openedAt;

    private volatile @Nullable Chunk chunk;

    ChunkWindow(CapturedTable table) {
        this.table = table;
    }

    void opened(long transactions) {
        openedAt = transactions;
    }

    long openedAt() {
        return openedAt;
    }

    /** The chunk, null while it is being read. */
    @Nullable Chunk chunk() {
        return chunk;
    }

    void read(Chunk rows) {
        chunk = rows;
    }

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** On the publisher's thread. */
    void passed(CapturedTable of, byte[] key) {
        if (tooMany || !of.equals(table)) {
            return;
        }
        if (passedKeys.size() == KEYS_MAX) {
            tooMany = true;
            passedKeys.clear();
            return;
        }
        passedKeys.add(ByteBuffer.wrap(key));
    }

    /** On the publisher's thread: whether it can still tell which keys the log passed. */
    boolean isComplete() {
        return !tooMany;
    }

    /** On the publisher's thread. */
    boolean hasPassed(ByteBuffer key) {
        return passedKeys.contains(key);
    }
}
