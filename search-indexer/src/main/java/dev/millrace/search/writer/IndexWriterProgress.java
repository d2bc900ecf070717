package dev.millrace.search.writer;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The figures of a writer, set by its thread and read by any. */
final class IndexWriterProgress {

    private final String index;
    private final LongAdder written = new LongAdder();
    private final LongAdder deleted = new LongAdder();
    private final LongAdder superseded = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final AtomicLong lag = new AtomicLong();
    private volatile IndexWriterState state = IndexWriterState.STARTING;
    private volatile Optional<String> trouble = Optional.empty();

    IndexWriterProgress(String index) {
        this.index = index;
    }

    void settled(DocumentChange change, boolean wasSuperseded) {
        if (wasSuperseded) {
            superseded.increment();
        } else if (change.delete()) {
            deleted.increment();
        } else {
            written.increment();
        }
    }

    void deadLettered() {
        deadLetters.increment();
    }

    void lagIs(long records) {
        lag.set(records);
    }

    void runs() {
        trouble = Optional.empty();
        state = IndexWriterState.RUNNING;
    }

    void hasNoPartition() {
        trouble = Optional.empty();
        state = IndexWriterState.IDLE;
    }

    void waits(String why) {
        trouble = Optional.of(why);
        state = IndexWriterState.WAITING;
    }

    void stopped(String why) {
        trouble = Optional.of(why);
        state = IndexWriterState.STOPPED;
    }

    IndexWriterStatus status() {
        return new IndexWriterStatus(
                index,
                state,
                trouble,
                written.sum(),
                deleted.sum(),
                superseded.sum(),
                deadLetters.sum(),
                lag.get());
    }
}
