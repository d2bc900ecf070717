package dev.millrace.ingest;

import dev.millrace.ingest.IngestStatus.Phase;
import dev.millrace.ingest.debezium.EngineMeters;
import dev.millrace.ingest.gate.Admission;
import dev.millrace.ingest.gate.StartDecision;
import dev.millrace.ingest.gate.StartGate;
import dev.millrace.ingest.metrics.IngestMeters;
import dev.millrace.ingest.request.SnapshotRequests;
import dev.millrace.ingest.snapshot.SnapshotProgress;
import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.ingest.watch.CaptureThresholds;
import dev.millrace.ingest.watch.CaptureView;
import dev.millrace.ingest.watch.SourceWatch;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.ErrorPolicy;
import dev.millrace.schema.failure.ErrorPolicy.Disposition;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the captured tables of one database: a first copy of each, then every change, each
 * exactly once, in commit order per key. It begins again by itself after failures that pass, always
 * from the position in the topics, and stops at those that do not.
 */
public final class Ingest implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);
    // After a failure the slot may be held by our own last connection until the server notices.
    private static final Duration RESTART_PATIENCE = Duration.ofSeconds(90);
    private static final Duration BACKOFF_MIN = Duration.ofMillis(200);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(10);
    // A failure of unknown kind that repeats without any progress is no passing one.
    private static final int TRANSIENT_FAILURES_MAX = 10;

    private final IngestSettings settings;
    private final StartGate gate;
    private final IngestMeters meters;
    private final SourceWatch watch;
    private final IngestState state = new IngestState();
    private final Thread thread;
    private volatile boolean closing;

    private Ingest(
            IngestSettings settings,
            CaptureThresholds thresholds,
            IngestMeters meters,
            StartGate gate,
            Admission admission) {
        this.settings = settings;
        this.gate = gate;
        this.meters = meters;
        this.watch =
                SourceWatch.start(
                        settings.log(),
                        settings.slotName(),
                        settings.heartbeatInterval(),
                        thresholds,
                        state::publishedMicros);
        this.thread =
                Thread.ofPlatform()
                        .name("ingest-" + settings.slotName())
                        .unstarted(() -> supervise(admission));
    }

    /**
     * Passes the start gate, then goes on in the background.
     *
     * @throws PipelineException when the gate is not passed; the kind says why
     * @throws InterruptedException when interrupted while waiting for the slot
     */
    public static Ingest start(IngestSettings settings) throws InterruptedException {
        return start(settings, CaptureThresholds.DEFAULTS, new CompositeMeterRegistry());
    }

    /**
     * As {@link #start(IngestSettings)}, watched.
     *
     * @param thresholds from where on {@link #health} is not fine
     * @param registry gets the meters; those of an earlier ingest with the same settings go on
     */
    public static Ingest start(
            IngestSettings settings, CaptureThresholds thresholds, MeterRegistry registry)
            throws InterruptedException {
        StartGate gate =
                new StartGate(
                        settings.capture(),
                        settings.log(),
                        settings.kafka(),
                        settings.slotName(),
                        settings.publication(),
                        settings.tables());
        IngestMeters meters = new IngestMeters(registry, settings.tables());
        Ingest ingest =
                new Ingest(settings, thresholds, meters, gate, gate.pass(settings.slotPatience()));
        IngestGauges.register(registry, ingest, settings.tables());
        if (settings.logReader() == LogReader.DEBEZIUM) {
            EngineMeters.register(registry, settings.slotName());
        }
        ingest.thread.start();
        return ingest;
    }

    public IngestStatus status() {
        return state.status();
    }

    /** Whether it carries changes as it should; never blocks. */
    public IngestHealth health() {
        return IngestHealth.of(state.status(), watch.view());
    }

    /** How the source and the slot stand; never blocks. */
    public CaptureView capture() {
        return watch.view();
    }

    /** Whether its thread runs, or ended in a way that its status tells. */
    public boolean isAlive() {
        return thread.isAlive() || closing || state.status().phase() == Phase.FAILED;
    }

    SnapshotProgress snapshot() {
        return state.recorder().progress();
    }

    /**
     * Waits until everything that committed up to this LSN is in the topics.
     *
     * @return false when the time was over first
     * @throws InterruptedException when interrupted while waiting
     */
    public boolean awaitPosition(Lsn lsn, Duration patience) throws InterruptedException {
        return state.meter().await(lsn, patience);
    }

    /** Ends cleanly: what is being published is finished or taken back. */
    @Override
    public void close() {
        closing = true;
        watch.close();
        thread.interrupt();
        try {
            if (!thread.join(CLOSE_TIMEOUT)) {
                LOG.atWarn().log("ingest did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void supervise(Admission first) {
        Admission admission = first;
        Restarts restarts = new Restarts(BACKOFF_MIN, BACKOFF_MAX);
        try {
            while (true) {
                long before = state.meter().read().events();
                PipelineException failure;
                try {
                    if (admission == null) {
                        state.starting();
                        admission = gate.pass(RESTART_PATIENCE);
                    }
                    runOnce(admission);
                    throw new IllegalStateException("the log ended");
                } catch (RuntimeException e) {
                    failure = IngestFailures.of(e, settings);
                } finally {
                    if (admission != null) {
                        admission.close();
                        admission = null;
                    }
                }
                boolean progressed = state.meter().read().events() > before;
                int inARow = restarts.failed(progressed);
                if (closing) {
                    return;
                }
                meters.failed(failure.kind());
                if (mustStop(failure, inARow)) {
                    LOG.atError()
                            .addKeyValue("kind", failure.kind())
                            .addKeyValue("hint", ErrorPolicy.hintFor(failure.kind()))
                            .setCause(failure)
                            .log("ingest failed");
                    state.failed(failure);
                    if (!StartDecision.STARTING_OVER_HELPS.contains(failure.kind())) {
                        return;
                    }
                    awaitLeaveToStartOver();
                    continue;
                }
                LOG.atWarn()
                        .addKeyValue("kind", failure.kind())
                        .addKeyValue("reason", failure.getMessage())
                        .addKeyValue("wait", restarts.pause())
                        // What has no name yet can only be found by its trace.
                        .setCause(failure.kind() == ErrorKind.TRANSIENT ? failure : null)
                        .log("ingest begins again");
                state.restarting(failure);
                Thread.sleep(restarts.pause());
            }
        } catch (InterruptedException e) {
            // Only close() interrupts this thread, and it ends here.
            LOG.atDebug().log("ingest interrupted");
        } finally {
            state.stopped();
        }
    }

    /** Waits until an operator asked for everything anew. */
    private void awaitLeaveToStartOver() throws InterruptedException {
        while (true) {
            Thread.sleep(LOOK);
            try (Connection connection = SourceConnections.open(settings.capture(), "waiting")) {
                if (new SnapshotRequests(connection, settings.slotName()).everythingRequested()) {
                    LOG.atInfo().log("everything was asked for anew");
                    return;
                }
            } catch (SQLException e) {
                LOG.atDebug().setCause(e).log("the source does not answer");
            }
        }
    }

    private void runOnce(Admission admission) throws InterruptedException {
        AutoCloseable producerMetrics = admission.topics().bindMetrics(meters.registry());
        try {
            new IngestRun(settings, admission, state, meters).run();
        } finally {
            try {
                producerMetrics.close();
            } catch (Exception e) {
                LOG.atDebug().setCause(e).log("metrics of the producer did not close");
            }
        }
    }

    private static boolean mustStop(PipelineException failure, int inARow) {
        if (failure.kind() == ErrorKind.TRANSIENT && inARow > TRANSIENT_FAILURES_MAX) {
            return true;
        }
        if (failure.kind() == ErrorKind.FENCED && inARow == 1) {
            // A broker also fences whoever was paused in the middle of a transaction. Whether
            // another instance took over is told by the gate: the slot is that one's then.
            return false;
        }
        return ErrorPolicy.dispositionOf(failure.kind()) != Disposition.RETRY;
    }
}
