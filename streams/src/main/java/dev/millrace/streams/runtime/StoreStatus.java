package dev.millrace.streams.runtime;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.streams.freshness.StoreFreshness;
import dev.millrace.streams.progress.StageLag;
import dev.millrace.streams.writer.WriterStatus;
import java.util.Optional;
import org.apache.kafka.streams.KafkaStreams;

/**
 * A store at a moment.
 *
 * @param store which store
 * @param application state of its Kafka Streams application
 * @param deadLetters records that the application could not read since the start
 * @param threadsReplaced how often the application lost a thread and got another
 * @param restored records of changelogs that the application has read to make up its state
 * @param writer what its table writer did and how fast
 * @param lag how far each stage is behind; empty when Kafka or the database did not say
 * @param freshness as of which commit it is; empty when the database did not say
 * @param failure why application or writer stopped, or what the writer is retrying
 */
public record StoreStatus(
        DerivedStore store,
        KafkaStreams.State application,
        long deadLetters,
        long threadsReplaced,
        long restored,
        WriterStatus writer,
        Optional<StageLag> lag,
        Optional<StoreFreshness> freshness,
        Optional<String> failure) {

    /** Neither part of the store has stopped for good. */
    public boolean isAlive() {
        return application.isRunningOrRebalancing()
                && writer.state() != dev.millrace.streams.writer.WriterState.FAILED;
    }
}
