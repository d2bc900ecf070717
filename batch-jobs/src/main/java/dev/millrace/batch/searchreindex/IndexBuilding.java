package dev.millrace.batch.searchreindex;

import dev.millrace.schema.search.SearchIndex;
import java.time.Duration;

/** Builds search indexes anew; who runs the jobs knows the search server. */
public interface IndexBuilding {

    /** Whether there is a search server. */
    boolean isEnabled();

    /**
     * Goes on with building an index beside the live one, or begins; once it has all documents it
     * is compared with what SQL says, and takes the place of the live one.
     *
     * @param recordsPerSecond the most that is written; 0 for no limit
     * @param atMost how long it fills before it returns; what follows takes its own time
     * @throws dev.millrace.schema.failure.PipelineException saying what is in the way; readers go
     *     on seeing the live index
     */
    Step build(SearchIndex index, int recordsPerSecond, Duration atMost);

    /**
     * How far it came.
     *
     * @param records written by this step
     * @param isLive whether readers see the new index now
     */
    record Step(long records, boolean isLive) {}
}
