package dev.millrace.search.writer;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The figures of a writer, set by its thread and read by any. */
final class IndexWriterProgress {

    private final String index;
    private final Clock clock;
    private final LongAdder written = new LongAdder();
    private final LongAdder deleted = new LongAdder();
    private final LongAdder superseded = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final AtomicLong lag = new AtomicLong();
    private volatile Phase phase = Phase.of(IndexWriterState.STARTING);
    private Optional<String> concrete = Optional.empty();

    /** Replaced as a whole, so that who reads it never sees a state with another's reason. */
    private record Phase(
            IndexWriterState state, Optional<String> trouble, Optional<Instant> since) {

        static Phase of(IndexWriterState state) {
            return new Phase(state, Optional.empty(), Optional.empty());
        }
    }

    IndexWriterProgress(String index, Clock clock) {
        this.index = index;
        this.clock = clock;
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

    /** The index did not take a change. */
    void refused() {
        deadLetters.increment();
        refused.increment();
    }

    /** The index that the writer fills from now on; what another one refused is its past. */
    void fills(String name) {
        if (!concrete.equals(Optional.of(name))) {
            refused.reset();
            concrete = Optional.of(name);
        }
    }

    void lagIs(long records) {
        lag.set(records);
    }

    /**
     * It knows where it goes on; when it was in trouble, the first success tells that it is over.
     */
    void placed() {
        if (!isInTrouble()) {
            runs();
        }
    }

    void runs() {
        phase = Phase.of(IndexWriterState.RUNNING);
    }

    void hasNoPartition() {
        phase = Phase.of(IndexWriterState.IDLE);
    }

    void waits(String why) {
        inTrouble(IndexWriterState.WAITING, why);
    }

    void stopped(String why) {
        inTrouble(IndexWriterState.STOPPED, why);
    }

    boolean isInTrouble() {
        return phase.trouble().isPresent();
    }

    private void inTrouble(IndexWriterState state, String why) {
        phase =
                new Phase(
                        state,
                        Optional.of(why),
                        phase.since().or(() -> Optional.of(clock.instant())));
    }

    IndexWriterStatus status() {
        Phase now = phase;
        return new IndexWriterStatus(
                index,
                now.state(),
                now.trouble(),
                now.since(),
                written.sum(),
                deleted.sum(),
                superseded.sum(),
                deadLetters.sum(),
                refused.sum(),
                lag.get());
    }
}
