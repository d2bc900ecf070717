package dev.millrace.ingest.pgoutput;

import dev.millrace.ingest.log.ChangeLog;
import dev.millrace.ingest.log.LogEntry;
import dev.millrace.ingest.log.LogListener;
import dev.millrace.schema.position.Lsn;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reading in progress: one thread reads and decodes, another hands over, so that the server sends
 * on while a batch becomes durable. A batch is whatever has come meanwhile, one change when little
 * happens; when much does, it is worth a short wait for thousands. Small ones keep a distance.
 */
final class SlotReading implements ChangeLog.Reading {

    private static final Logger LOG = LoggerFactory.getLogger(SlotReading.class);

    private static final int CHUNK_ENTRIES = 512;
    private static final long CHUNK_BYTES = 512 * 1024;
    // A chunk ends with a transaction, so that what changed together is published together, unless
    // the transaction is larger than this.
    private static final int CHUNK_ENTRIES_MAX = 2 * 1024;
    private static final long CHUNK_BYTES_MAX = 1024 * 1024;
    private static final int CHUNKS_WAITING = 8;
    private static final int BATCH_ENTRIES = 8 * 1024;
    private static final long BATCH_BYTES = 4 * 1024 * 1024;

    // A batch costs its taker, and the broker behind, some milliseconds however small it is. When
    // no more than this came meanwhile, it is taken at once; when more came, it is worth waiting
    // as long as whole chunks keep coming.
    private static final int BUSY_ENTRIES = 256;
    private static final long BUSY_STEP_NANOS = 15_000_000;
    private static final long BUSY_WAIT_NANOS = 60_000_000;

    // Each batch is a transaction of the broker, with a marker in each partition it touched, and
    // wakes all who read one of them: it costs them more than it costs us. The first change after a
    // quiet moment waits for nothing.
    private static final long DISTANCE_NANOS = 15_000_000;

    private static final long PAUSE_MIN_NANOS = 100_000;
    private static final long PAUSE_BUSY_NANOS = 500_000;
    private static final long PAUSE_MAX_NANOS = 4_000_000;
    private static final long LOOK_NANOS = 100_000_000;
    private static final Duration BATCH_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(6);

    /** Entries on their way from one thread to the other. */
    private static final class Chunk {
        final List<LogEntry> entries = new ArrayList<>(CHUNK_ENTRIES + 1);
        long bytes;

        boolean isFull() {
            return endsTransaction()
                    ? entries.size() >= CHUNK_ENTRIES || bytes >= CHUNK_BYTES
                    : entries.size() >= CHUNK_ENTRIES_MAX || bytes >= CHUNK_BYTES_MAX;
        }

        boolean endsTransaction() {
            return !entries.isEmpty() && entries.getLast() instanceof LogEntry.Commit;
        }
    }

    private final Connection connection;
    private final PGReplicationStream stream;
    private final MessageDecoder decoder;
    private final LogListener listener;
    private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(CHUNKS_WAITING);
    private final Thread reader;
    private final Thread handler;

    /** End of the last transaction that was taken whole, zero before the first. */
    private final AtomicLong taken = new AtomicLong();

    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean handlerWaits;
    private volatile boolean ending;
    private volatile boolean closed;
    private long acknowledged;

    SlotReading(
            String slot,
            Connection connection,
            PGReplicationStream stream,
            MessageDecoder decoder,
            LogListener listener) {
        this.connection = connection;
        this.stream = stream;
        this.decoder = decoder;
        this.listener = listener;
        this.reader = Thread.ofPlatform().name("ingest-log-" + slot).unstarted(this::readAndEnd);
        this.handler = Thread.ofPlatform().name("ingest-publish-" + slot).unstarted(this::handle);
    }

    void start() {
        handler.start();
        reader.start();
    }

    @Override
    public void close() {
        closed = true;
        ending = true;
        try {
            // A batch on its way is finished.
            if (!handler.join(BATCH_TIMEOUT)) {
                handler.interrupt();
            }
            if (!reader.join(CLOSE_TIMEOUT)) {
                LOG.atWarn().log("reading the log did not end in time");
                connection.abort(Runnable::run);
            }
        } catch (InterruptedException e) {
            handler.interrupt();
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("connection could not be aborted");
        }
    }

    private void readAndEnd() {
        try {
            read();
        } catch (Throwable t) {
            fail(t);
        }
        try {
            handler.join();
            acknowledge();
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("the end could not be acknowledged");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            // Ending the stream first would wait for all that the server is about to send.
            connection.close();
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("connection did not close");
        }
        listener.ended(Optional.ofNullable(closed ? null : failure.get()));
    }

    private void read() throws SQLException, InterruptedException {
        Chunk chunk = new Chunk();
        long pause = PAUSE_MIN_NANOS;
        while (!ending) {
            ByteBuffer message = stream.readPending();
            if (message != null) {
                chunk.bytes += message.remaining();
                Lsn lsn = new Lsn(stream.getLastReceiveLSN().asLong());
                decoder.decode(message, lsn, chunk.entries);
                pause = PAUSE_MIN_NANOS;
            }
            if (chunk.isFull() || (handlerWaits && message == null && chunk.endsTransaction())) {
                handOver(chunk);
                chunk = new Chunk();
            }
            if (message == null) {
                acknowledge();
                // Who is busy calls when it wants more; meanwhile a few larger reads cost less.
                LockSupport.parkNanos(handlerWaits ? pause : Math.max(pause, PAUSE_BUSY_NANOS));
                pause = Math.min(pause * 2, PAUSE_MAX_NANOS);
            }
        }
    }

    /** Waits for room; meanwhile the server hears from us, or it would take us for dead. */
    private void handOver(Chunk chunk) throws SQLException, InterruptedException {
        while (!chunks.offer(chunk, LOOK_NANOS, TimeUnit.NANOSECONDS)) {
            if (ending) {
                return;
            }
            stream.forceUpdateStatus();
            acknowledge();
        }
        // A backlog may leave no pause to do it in.
        acknowledge();
    }

    private void acknowledge() throws SQLException {
        long end = taken.get();
        if (end != acknowledged) {
            LogSequenceNumber lsn = LogSequenceNumber.valueOf(end);
            stream.setAppliedLSN(lsn);
            stream.setFlushedLSN(lsn);
            stream.forceUpdateStatus();
            acknowledged = end;
        }
    }

    private void handle() {
        try {
            long begun = System.nanoTime() - DISTANCE_NANOS;
            while (!ending) {
                Chunk first = fullChunk(begun + DISTANCE_NANOS);
                if (first == null) {
                    first = awaitChunk();
                }
                if (first != null && !ending) {
                    begun = System.nanoTime();
                    take(withWhatWaits(first));
                }
            }
        } catch (Throwable t) {
            fail(t);
        }
    }

    /** The next chunk, if one is full before then. */
    private @Nullable Chunk fullChunk(long deadline) throws InterruptedException {
        return chunks.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** The next chunk, however small; null when none came for a while. */
    private @Nullable Chunk awaitChunk() throws InterruptedException {
        Chunk chunk = chunks.poll();
        if (chunk == null) {
            handlerWaits = true;
            // The reader may have something and be in a pause.
            LockSupport.unpark(reader);
            chunk = chunks.poll(LOOK_NANOS, TimeUnit.NANOSECONDS);
            handlerWaits = false;
        }
        return chunk;
    }

    private List<LogEntry> withWhatWaits(Chunk first) throws InterruptedException {
        long deadline = System.nanoTime() + BUSY_WAIT_NANOS;
        Chunk next;
        while (hasRoom(first) && (next = nextFor(first, deadline)) != null) {
            first.entries.addAll(next.entries);
            first.bytes += next.bytes;
        }
        return first.entries;
    }

    private static boolean hasRoom(Chunk batch) {
        return batch.entries.size() < BATCH_ENTRIES && batch.bytes < BATCH_BYTES;
    }

    /** The chunk to add; null when the batch had better be taken now. */
    private @Nullable Chunk nextFor(Chunk batch, long deadline) throws InterruptedException {
        Chunk next = chunks.poll();
        if (next == null && batch.entries.size() > BUSY_ENTRIES && !ending) {
            long left = Math.min(BUSY_STEP_NANOS, deadline - System.nanoTime());
            next = chunks.poll(left, TimeUnit.NANOSECONDS);
        }
        return next;
    }

    private void take(List<LogEntry> entries) throws InterruptedException {
        listener.accept(entries);
        for (int i = entries.size() - 1; i >= 0; i--) {
            // Only ends of transactions move the slot: whatever it then repeats begins after one.
            if (entries.get(i) instanceof LogEntry.Commit commit) {
                taken.set(commit.endLsn().value());
                return;
            }
        }
    }

    private void fail(Throwable reason) {
        failure.compareAndSet(null, reason);
        ending = true;
    }
}
