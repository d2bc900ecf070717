package dev.millrace.bench.derived.solution;

import dev.millrace.bench.derived.check.ComparedStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** Something that keeps derived values while the application writes. */
public interface Solution extends AutoCloseable {

    SolutionKind kind();

    /** What it builds at first. */
    List<ComparedStore> stores();

    /** Those of {@link #stores} that freshness is measured on. */
    default List<ComparedStore> probedStores() {
        return stores();
    }

    /** What is compared with the oracle at the end; at least {@link #stores}. */
    default List<ComparedStore> comparedStores() {
        return stores();
    }

    /**
     * Whether its stores are right only some time after {@link #build} returns. Those of others are
     * complete then, right or wrong by their own meaning.
     */
    boolean buildsInBackground();

    /**
     * Begins to build its stores from nothing. One that builds in the background returns before
     * they are complete: whoever wants to know looks at them.
     */
    void build() throws SQLException, InterruptedException;

    /**
     * Goes on where {@link #stop} or {@link OwnProcess#kill} left off; may return before it is up
     * to date.
     */
    void start() throws SQLException, InterruptedException;

    /**
     * Waits until it is up to date in all that it does, beyond what {@link #stores} tell.
     *
     * @return whether it was within the patience
     */
    default boolean awaitUpToDate(Duration patience) throws SQLException, InterruptedException {
        return true;
    }

    /** Stops in good order. What it has built stays, and is no longer kept. */
    void stop() throws SQLException, InterruptedException;

    /**
     * Throws why it stopped by itself, if it did.
     *
     * @throws dev.millrace.schema.failure.PipelineException the failure
     */
    void failIfBroken();

    /** Stops it and takes away everything that would cost the next solution something. */
    @Override
    void close() throws SQLException, InterruptedException;
}
