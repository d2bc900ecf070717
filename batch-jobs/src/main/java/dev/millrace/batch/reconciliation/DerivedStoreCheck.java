package dev.millrace.batch.reconciliation;

import java.util.List;

/**
 * The derived stores against their oracles; who runs the jobs knows the pipeline that keeps them.
 */
public interface DerivedStoreCheck {

    /** Names of the stores that there are. */
    List<String> stores();

    /**
     * Compares a store beside the traffic.
     *
     * @throws dev.millrace.schema.failure.PipelineException when it cannot be compared, for example
     *     because the pipeline stands still
     */
    StoreDifferences compare(String store);

    /**
     * Compares a store, has rows that differ sent to its table again, and compares once more.
     *
     * @throws dev.millrace.schema.failure.PipelineException as {@link #compare}
     */
    StoreDifferences mend(String store);

    /**
     * Has the store built anew from its topics, beside the live one, and swapped when it equals its
     * oracle; waits for the end.
     *
     * @throws dev.millrace.schema.failure.PipelineException when it comes to no swap
     */
    void rebuild(String store);
}
