package dev.millrace.streams.writer;

import dev.millrace.schema.topics.RowFormat;
import dev.millrace.streams.latency.LatencyWindow;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/** Counts what a writer did; written by its thread, read by whoever asks. */
final class WriterProgress {

    private final Clock clock;
    private final LatencyWindow latency;
    private WriterState state = WriterState.STARTING;
    private Optional<String> failure = Optional.empty();
    private OptionalLong lastCommitMicros = OptionalLong.empty();
    private long rowsWritten;
    private long rowsDeleted;
    private long deadLetters;
    private long retries;

    WriterProgress(Clock clock, Duration latencyWindow) {
        this.clock = clock;
        this.latency = new LatencyWindow(clock, latencyWindow);
    }

    LatencyWindow latency() {
        return latency;
    }

    /** After the commit that made the rows visible. */
    synchronized void applied(Collection<ReadRecord> records, int put, int removed) {
        long now = RowFormat.microsOf(clock.instant());
        for (ReadRecord record : records) {
            if (record.live()) {
                latency.record(now - record.commitMicros());
            }
            lastCommitMicros =
                    OptionalLong.of(
                            Math.max(
                                    lastCommitMicros.orElse(Long.MIN_VALUE),
                                    record.commitMicros()));
        }
        rowsWritten += put;
        rowsDeleted += removed;
    }

    synchronized void deadLettered() {
        deadLetters++;
    }

    synchronized void is(WriterState next) {
        state = next;
        failure = Optional.empty();
    }

    synchronized void is(WriterState next, String reason) {
        state = next;
        failure = Optional.of(reason);
        if (next == WriterState.RETRYING) {
            retries++;
        }
    }

    synchronized WriterStatus status() {
        return new WriterStatus(
                state,
                rowsWritten,
                rowsDeleted,
                deadLetters,
                retries,
                latency.summary(),
                lastCommitMicros,
                failure);
    }
}
