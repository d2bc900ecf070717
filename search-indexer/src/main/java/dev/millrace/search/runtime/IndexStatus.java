package dev.millrace.search.runtime;

import dev.millrace.schema.search.SearchIndex;
import dev.millrace.search.writer.IndexWriterState;
import dev.millrace.search.writer.IndexWriterStatus;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;

/**
 * An index in this process.
 *
 * @param index which
 * @param application what the application that makes its documents does
 * @param applicationFailure why that has stopped by itself; empty while it has not
 * @param threadsReplaced threads that the application lost to faults that pass
 * @param unreadable records that the application has set aside
 * @param writer how its writer is
 */
public record IndexStatus(
        SearchIndex index,
        KafkaStreams.State application,
        Optional<String> applicationFailure,
        long threadsReplaced,
        long unreadable,
        IndexWriterStatus writer) {

    /** Whether a part of it has stopped by itself. */
    public boolean isStopped() {
        return applicationFailure.isPresent() || writer.state() == IndexWriterState.STOPPED;
    }

    /** Why it does not do its work, in words; empty when it does. */
    public Optional<String> trouble() {
        return applicationFailure.or(writer::trouble);
    }

    /** Since when the writer does not do its work; empty when it does, or the application ended. */
    public Optional<Instant> troubleSince() {
        return applicationFailure.isPresent() ? Optional.empty() : writer.troubleSince();
    }
}
