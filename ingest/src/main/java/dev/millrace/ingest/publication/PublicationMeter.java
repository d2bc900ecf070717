package dev.millrace.ingest.publication;

import dev.millrace.ingest.log.LogEntry;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.position.SourcePosition;
import dev.millrace.schema.topics.RowFormat;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Counts what was published and how long after its commit; lets others wait for a position. */
public final class PublicationMeter {

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final LatencyWindow latencies;

    private @Nullable SourcePosition position;
    private boolean copying;
    private long events;
    private long transactions;

    /**
     * @param clock compared with the source's commit times: the difference of both clocks is part
     *     of every latency
     */
    public PublicationMeter(Clock clock) {
        this.clock = clock;
        this.latencies = new LatencyWindow(clock);
    }

    /** What was counted since the start. */
    public record Reading(
            Optional<SourcePosition> position,
            long events,
            long transactions,
            Optional<Duration> latencyMedian,
            Optional<Duration> latencyP95) {}

    public Reading read() {
        lock.lock();
        try {
            return new Reading(
                    Optional.ofNullable(position),
                    events,
                    transactions,
                    latencies.quantile(0.5),
                    latencies.quantile(0.95));
        } finally {
            lock.unlock();
        }
    }

    /** Whether rows that were there before are still being copied: until then nothing is whole. */
    public void copying(boolean underWay) {
        lock.lock();
        try {
            copying = underWay;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Where the topics stand; empty before that is known. */
    public Optional<SourcePosition> position() {
        lock.lock();
        try {
            return Optional.ofNullable(position);
        } finally {
            lock.unlock();
        }
    }

    /** Rows of a snapshot, which have no latency. */
    public void copied(long rows) {
        lock.lock();
        try {
            events += rows;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until everything that committed up to this LSN is published and no copy of a table is
     * under way.
     *
     * @return false when the time was over first
     */
    public boolean await(Lsn lsn, Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            while (!reached(lsn)) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = moved.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void positionReached(SourcePosition reached) {
        lock.lock();
        try {
            position = reached;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void published(List<LogEntry.Change> changes, int commits, SourcePosition reached) {
        long now = RowFormat.microsOf(clock.instant());
        lock.lock();
        try {
            recordLatencies(changes, now);
            events += changes.size();
            transactions += commits;
            position = reached;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The changes of a transaction, which stand together, have one commit time. */
    private void recordLatencies(List<LogEntry.Change> changes, long now) {
        int first = 0;
        for (int i = 1; i <= changes.size(); i++) {
            long commit = changes.get(first).commitMicros();
            if (i == changes.size() || changes.get(i).commitMicros() != commit) {
                latencies.record(now - commit, i - first);
                first = i;
            }
        }
    }

    private boolean reached(Lsn lsn) {
        return !copying
                && position != null
                && position.phase() == SourcePosition.Phase.STREAMING
                && !position.commitLsn().isBefore(lsn);
    }
}
