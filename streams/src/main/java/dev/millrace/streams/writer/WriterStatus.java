package dev.millrace.streams.writer;

import dev.millrace.streams.latency.LatencySummary;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A table writer at a moment.
 *
 * @param rowsWritten rows inserted or replaced since the start
 * @param rowsDeleted deletes applied since the start
 * @param deadLetters records set aside since the start
 * @param retries how often a passing fault made it begin again
 * @param latency from commit of the change to commit of its row, in the latest while
 * @param lastCommitMicros commit time of the change applied last, microseconds since 1970-01-01 UTC
 * @param failure why it retries or has stopped
 */
public record WriterStatus(
        WriterState state,
        long rowsWritten,
        long rowsDeleted,
        long deadLetters,
        long retries,
        LatencySummary latency,
        OptionalLong lastCommitMicros,
        Optional<String> failure) {

    /** Of a writer that does not run now. */
    public static WriterStatus stopped() {
        return new WriterStatus(
                WriterState.STOPPED,
                0,
                0,
                0,
                0,
                new LatencySummary(0, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                OptionalLong.empty(),
                Optional.empty());
    }
}
