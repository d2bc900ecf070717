package dev.millrace.ingest.log;

/**
 * The source's log of changes. The log itself remembers, in the slot, how far its reader got; it
 * starts there and tells every transaction that committed since, whole and in commit order. A
 * reader that got further than it could say must skip what it hears again.
 */
public interface ChangeLog {

    /** A reading in progress. */
    interface Reading extends AutoCloseable {

        /** Ends the reading and waits a few seconds for its threads; no effect the second time. */
        @Override
        void close();
    }

    /**
     * Starts reading on threads of its own. Whatever goes wrong later is told to the listener.
     *
     * @throws dev.millrace.schema.failure.PipelineException when reading cannot begin
     */
    Reading read(LogListener listener);
}
