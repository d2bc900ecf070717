package dev.millrace.ingest;

import dev.millrace.ingest.debezium.DebeziumChangeLog;
import dev.millrace.ingest.gate.Admission;
import dev.millrace.ingest.gate.StartDecision;
import dev.millrace.ingest.gate.TableCheck;
import dev.millrace.ingest.heartbeat.Heartbeat;
import dev.millrace.ingest.log.ChangeLog;
import dev.millrace.ingest.log.LogEntry;
import dev.millrace.ingest.log.LogListener;
import dev.millrace.ingest.log.LogSource;
import dev.millrace.ingest.metrics.IngestMeters;
import dev.millrace.ingest.pgoutput.PgOutputChangeLog;
import dev.millrace.ingest.publication.BadRows;
import dev.millrace.ingest.publication.ChangePublisher;
import dev.millrace.ingest.publication.CommittedPositions;
import dev.millrace.ingest.publication.RecordLimits;
import dev.millrace.ingest.snapshot.SlotCreation;
import dev.millrace.ingest.snapshot.TableSnapshots;
import dev.millrace.ingest.source.SlotState;
import dev.millrace.ingest.source.SourceConnections;
import dev.millrace.ingest.source.SourceFailures;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.position.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** One run from the gate to the first failure: a new slot when one is due, then the log. */
final class IngestRun {

    private final IngestSettings settings;
    private final Admission admission;
    private final IngestState state;
    private final IngestMeters meters;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    IngestRun(
            IngestSettings settings, Admission admission, IngestState state, IngestMeters meters) {
        this.settings = settings;
        this.admission = admission;
        this.state = state;
        this.meters = meters;
    }

    /**
     * Runs until something goes wrong.
     *
     * @throws PipelineException what went wrong, when it has a name already
     * @throws InterruptedException when ingest is being closed
     */
    void run() throws InterruptedException {
        switch (admission.decision()) {
            case StartDecision.Stream(SourcePosition committed, Lsn confirmed) ->
                    stream(committed, confirmed);
            case StartDecision.Snapshot(boolean dropSlot) -> {
                SourcePosition begin = makeSlot(dropSlot);
                stream(begin, begin.commitLsn());
            }
        }
    }

    private SourcePosition makeSlot(boolean dropSlot) throws InterruptedException {
        SlotCreation creation =
                new SlotCreation(
                        settings.capture(),
                        settings.log(),
                        settings.kafka(),
                        settings.slotName(),
                        admission.topics(),
                        admission.source());
        return Interruptible.call(
                "ingest-slot-" + settings.slotName(),
                () -> creation.make(settings.tables(), dropSlot),
                creation::cancel);
    }

    private void stream(SourcePosition committed, Lsn confirmed) throws InterruptedException {
        BadRows badRows = badRows();
        try (TableSnapshots snapshots = prepareSnapshots(badRows)) {
            ChangePublisher publisher =
                    new ChangePublisher(
                            admission.topics(),
                            committed,
                            confirmed,
                            state.meter(),
                            snapshots.rows(),
                            badRows,
                            meters.ofPublisher());
            try (ChangeLog.Reading _ = log(snapshots).read(new PublishingListener(publisher));
                    Heartbeat _ =
                            Heartbeat.start(
                                    settings.capture(),
                                    settings.log(),
                                    settings.slotName(),
                                    settings.heartbeatInterval(),
                                    this::watchSafely)) {
                snapshots.start();
                end.get();
            }
        } catch (ExecutionException e) {
            throw IngestFailures.of(e, settings);
        }
    }

    private BadRows badRows() throws InterruptedException {
        return new BadRows(
                settings.strict(),
                RecordLimits.of(settings.kafka(), settings.tables(), settings.rowBytesMax()),
                state.setAside(),
                meters::setAside,
                Clock.systemUTC());
    }

    private TableSnapshots prepareSnapshots(BadRows badRows) throws InterruptedException {
        return TableSnapshots.prepare(
                settings.capture(),
                settings.kafka(),
                settings.slotName(),
                admission.shapes(),
                admission.types()::of,
                state.recorder(),
                state.meter(),
                badRows,
                state.setAside(),
                new TableSnapshots.Watcher() {
                    @Override
                    public void copying(boolean copying) {
                        state.copying(copying);
                    }

                    @Override
                    public void failed(RuntimeException reason) {
                        end.completeExceptionally(reason);
                    }
                });
    }

    private ChangeLog log(TableSnapshots snapshots) {
        LogSource source =
                new LogSource(
                        settings.capture(),
                        settings.log(),
                        settings.slotName(),
                        settings.publication(),
                        admission.shapes(),
                        admission.types()::of,
                        table -> checkAgain(table, snapshots));
        return switch (settings.logReader()) {
            case PGOUTPUT -> new PgOutputChangeLog(source);
            case DEBEZIUM -> new DebeziumChangeLog(source);
        };
    }

    /** A table has other columns than it had: it must still be one that can be captured. */
    private void checkAgain(CapturedTable table, TableSnapshots snapshots) {
        try (Connection connection = SourceConnections.open(settings.capture(), "check")) {
            TableCheck.check(connection, table, admission.types()::of);
            snapshots.columnsChanged(table);
        } catch (SQLException e) {
            throw SourceFailures.of(e, settings.capture(), "checking " + table.qualifiedName());
        }
    }

    /** Told the slot's state after each heartbeat; returns whether the slot is in use. */
    private boolean watchSafely(Optional<SlotState> slot) {
        try {
            return watch(slot);
        } catch (RuntimeException e) {
            end.completeExceptionally(e);
            return true;
        }
    }

    private boolean watch(Optional<SlotState> slot) {
        if (slot.isEmpty()) {
            end.completeExceptionally(
                    new PipelineException(
                            ErrorKind.SLOT_LOST,
                            "slot " + settings.slotName() + " was dropped while in use"));
            return false;
        }
        boolean active = slot.get().activePid().isPresent();
        if (active) {
            admission.releaseClaim();
            state.streaming();
        }
        state.retaining(slot.get().retainedBytes());
        admission.partitions().look(slot.get().catalogXmin());
        // Read after the slot: what we acknowledge is in the position before.
        Lsn published = state.status().committed();
        if (slot.get().confirmed().isAfter(published)) {
            end.completeExceptionally(movedWithoutUs(slot.get().confirmed(), published));
        }
        return active;
    }

    private PipelineException movedWithoutUs(Lsn confirmed, Lsn published) {
        boolean byAnotherIngest =
                CommittedPositions.latest(settings.kafka(), settings.slotName())
                        .filter(position -> !position.commitLsn().isBefore(confirmed))
                        .isPresent();
        return byAnotherIngest
                ? new PipelineException(
                        ErrorKind.FENCED, "another ingest took over slot " + settings.slotName())
                : new PipelineException(
                        ErrorKind.POSITION_BEHIND_SLOT,
                        "slot %s moved to %s, but the topics end at %s: somebody else advanced it or made it anew"
                                .formatted(settings.slotName(), confirmed, published));
    }

    /** Hands the log to the publisher, and its end to this run. */
    private final class PublishingListener implements LogListener {

        private final ChangePublisher publisher;

        PublishingListener(ChangePublisher publisher) {
            this.publisher = publisher;
        }

        @Override
        public void accept(List<LogEntry> entries) throws InterruptedException {
            state.streaming();
            publisher.publish(entries);
        }

        @Override
        public void ended(Optional<Throwable> failure) {
            end.completeExceptionally(
                    failure.orElseGet(() -> new IllegalStateException("the log was closed")));
        }
    }
}
