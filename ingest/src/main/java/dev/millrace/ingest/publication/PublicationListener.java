package dev.millrace.ingest.publication;

import dev.millrace.ingest.log.LogEntry;

/**
 * Told what one publisher publishes, on its thread: first what the next batch holds, then that it
 * is durable. Called for every change, so it must be cheap.
 */
public interface PublicationListener {

    /** Hears nothing. */
    PublicationListener NONE =
            new PublicationListener() {
                @Override
                public void change(LogEntry.Change change) {}

                @Override
                public void transactionEnds(long changes, long commitMicros) {}

                @Override
                public void durable(long kafkaNanos) {}
            };

    /** The next batch holds this change. */
    void change(LogEntry.Change change);

    /**
     * The next batch ends a transaction of the source.
     *
     * @param changes row changes of the whole transaction
     * @param commitMicros when it committed, microseconds since 1970-01-01 UTC
     */
    void transactionEnds(long changes, long commitMicros);

    /**
     * Everything told since the last call is durable.
     *
     * @param kafkaNanos how long the Kafka transaction took, from its begin to the end of its
     *     commit
     */
    void durable(long kafkaNanos);
}
