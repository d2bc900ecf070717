package dev.millrace.streams.writer;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.position.Lsn;
import java.util.Optional;

/** Up to which commit the derived topics hold everything. */
@FunctionalInterface
public interface ProcessedPositions {

    /** Of no store anything is known. */
    ProcessedPositions UNKNOWN = _ -> Optional.empty();

    /**
     * The end of the last commit up to which the store's topic holds all that follows from the
     * source; empty when that is not known, or when something keeps the store from getting on.
     *
     * @throws dev.millrace.schema.failure.PipelineException when it cannot be found out
     */
    Optional<Lsn> of(DerivedStore store);
}
