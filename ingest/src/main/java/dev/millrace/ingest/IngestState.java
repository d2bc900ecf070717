package dev.millrace.ingest;

import dev.millrace.ingest.IngestStatus.Phase;
import dev.millrace.ingest.publication.PublicationMeter;
import dev.millrace.ingest.publication.SetAsideRows;
import dev.millrace.ingest.snapshot.SnapshotProgress;
import dev.millrace.ingest.snapshot.SnapshotRecorder;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.position.SourcePosition;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What ingest says of itself, kept for whoever asks, from any thread. */
final class IngestState {

    private final PublicationMeter meter = new PublicationMeter(Clock.systemUTC());
    private final SnapshotRecorder recorder = new SnapshotRecorder();
    private final SetAsideRows setAside = new SetAsideRows();
    private Phase phase = Phase.STARTING;
    private boolean copying;
    private boolean snapshotTaken;
    private int restarts;
    private long retainedBytes = -1;
    private @Nullable PipelineException failure;

    PublicationMeter meter() {
        return meter;
    }

    SnapshotRecorder recorder() {
        return recorder;
    }

    SetAsideRows setAside() {
        return setAside;
    }

    synchronized void starting() {
        phase = Phase.STARTING;
    }

    /** Whether tables are being copied beside the log. */
    void copying(boolean underWay) {
        meter.copying(underWay);
        synchronized (this) {
            copying = underWay;
            snapshotTaken |= underWay;
        }
    }

    synchronized void streaming() {
        phase = Phase.STREAMING;
        failure = null;
    }

    synchronized void retaining(long bytes) {
        retainedBytes = bytes;
    }

    synchronized void restarting(PipelineException reason) {
        phase = Phase.STARTING;
        restarts++;
        failure = reason;
    }

    synchronized void failed(PipelineException reason) {
        phase = Phase.FAILED;
        failure = reason;
    }

    synchronized void stopped() {
        if (phase != Phase.FAILED) {
            phase = Phase.STOPPED;
        }
    }

    /** When the newest published transaction committed; cheaper than the whole status. */
    OptionalLong publishedMicros() {
        return meter.position()
                .map(position -> OptionalLong.of(position.commitMicros()))
                .orElseGet(OptionalLong::empty);
    }

    synchronized IngestStatus status() {
        PublicationMeter.Reading counted = meter.read();
        Optional<SourcePosition> position = counted.position();
        Optional<SnapshotProgress> snapshot =
                snapshotTaken ? Optional.of(recorder.progress()) : Optional.empty();
        return new IngestStatus(
                copying && phase == Phase.STREAMING ? Phase.SNAPSHOT : phase,
                position.map(SourcePosition::commitLsn).orElse(Lsn.ZERO),
                position.isPresent()
                        ? OptionalLong.of(position.get().commitMicros())
                        : OptionalLong.empty(),
                counted.events(),
                counted.transactions(),
                setAside.total(),
                setAside.waiting(),
                snapshot,
                counted.latencyMedian(),
                counted.latencyP95(),
                retainedBytes < 0 ? OptionalLong.empty() : OptionalLong.of(retainedBytes),
                restarts,
                Optional.ofNullable(failure));
    }
}
