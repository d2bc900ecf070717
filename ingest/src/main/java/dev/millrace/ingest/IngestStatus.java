package dev.millrace.ingest;

import dev.millrace.ingest.snapshot.SnapshotProgress;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What ingest is doing.
 *
 * @param phase what it does now
 * @param committed what committed up to here is in the topics; zero before the slot is there
 * @param lastCommitMicros when the last published transaction committed, microseconds since
 *     1970-01-01 UTC
 * @param eventsPublished changes and snapshot rows since this start
 * @param transactionsPublished source transactions since this start
 * @param rowsSetAside rows that could not be published since this start and are dead letters
 * @param rowsWaiting those of them that no copy has brought since
 * @param snapshot progress of the copies of tables, when there were any since the start
 * @param latencyMedian from commit to durable in the topic, over the last seconds
 * @param latencyP95 the same, 95th percentile
 * @param retainedBytes how much of the log the slot keeps the server from removing
 * @param restarts how often it began again after a passing failure
 * @param failure the last failure; of a passing one, until it works again
 */
public record IngestStatus(
        Phase phase,
        Lsn committed,
        OptionalLong lastCommitMicros,
        long eventsPublished,
        long transactionsPublished,
        long rowsSetAside,
        long rowsWaiting,
        Optional<SnapshotProgress> snapshot,
        Optional<Duration> latencyMedian,
        Optional<Duration> latencyP95,
        OptionalLong retainedBytes,
        int restarts,
        Optional<PipelineException> failure) {

    /** What ingest does. */
    public enum Phase {
        /** It passes the start gate, for the first time or again. */
        STARTING,
        /** It follows the log, and copies tables beside it. */
        SNAPSHOT,
        /** It follows the log; no copy is under way. */
        STREAMING,
        /** It was closed. */
        STOPPED,
        /** It stopped by itself; the failure says why. */
        FAILED
    }
}
