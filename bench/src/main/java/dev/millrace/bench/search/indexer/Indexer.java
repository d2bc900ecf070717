package dev.millrace.bench.search.indexer;

import java.sql.SQLException;
import java.time.Duration;

/** Something that fills the indexes and keeps them while the application writes. */
public interface Indexer extends AutoCloseable {

    IndexerKind kind();

    /** Begins to fill empty indexes, in a process of its own. */
    void start() throws InterruptedException;

    /**
     * Waits until everything is in the indexes that had been committed before {@link #start}.
     *
     * @return whether it was within the patience
     */
    boolean awaitBuilt(Duration patience) throws SQLException, InterruptedException;

    /** Its process. */
    long pid();

    /**
     * Throws why it stopped by itself, if it did.
     *
     * @throws dev.millrace.schema.failure.PipelineException the failure
     */
    void failIfBroken();

    /** Stops it and takes away what would cost the next one something. */
    @Override
    void close() throws SQLException;
}
