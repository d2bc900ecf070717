package dev.millrace.ingest.gate;

import dev.millrace.ingest.source.SlotState;
import dev.millrace.ingest.source.SystemIdentity;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.position.SourcePosition;
import dev.millrace.schema.position.SourcePosition.Phase;
import dev.millrace.schema.topics.Topics;
import java.util.Optional;
import java.util.Set;

/** How to go on, from what the topics say and what the slot says. */
public sealed interface StartDecision {

    /** What a new slot and new copies of all tables mend. */
    Set<ErrorKind> STARTING_OVER_HELPS =
            Set.of(ErrorKind.SLOT_LOST, ErrorKind.POSITION_BEHIND_SLOT, ErrorKind.SOURCE_REPLACED);

    /**
     * Make a slot, and copy every table.
     *
     * @param dropSlot whether a slot of an earlier attempt is in the way
     */
    record Snapshot(boolean dropSlot) implements StartDecision {}

    /**
     * Go on from the committed position.
     *
     * @param committed the position in the topics
     * @param confirmed where the slot stands
     */
    record Stream(SourcePosition committed, Lsn confirmed) implements StartDecision {}

    /**
     * Decides.
     *
     * @param startOver whether somebody allowed to make a new slot where going on is not possible
     * @throws PipelineException {@link ErrorKind#SOURCE_REPLACED}, {@link ErrorKind#SLOT_LOST},
     *     {@link ErrorKind#POSITION_BEHIND_SLOT} or {@link ErrorKind#SERVER_MISCONFIGURED}: going
     *     on would lose changes or mix two histories
     */
    static StartDecision decide(
            String slot,
            String database,
            SystemIdentity source,
            Optional<SlotState> state,
            Optional<SourcePosition> committed,
            boolean startOver) {
        try {
            return decide(slot, database, source, state, committed);
        } catch (PipelineException e) {
            // A slot that cannot be ours is not dropped, whoever asks.
            boolean slotMayGo = state.isEmpty() || isUsable(state.get(), database);
            if (startOver && slotMayGo && STARTING_OVER_HELPS.contains(e.kind())) {
                return new Snapshot(state.isPresent());
            }
            throw e;
        }
    }

    private static StartDecision decide(
            String slot,
            String database,
            SystemIdentity source,
            Optional<SlotState> state,
            Optional<SourcePosition> committed) {
        if (committed.isEmpty()) {
            if (state.isPresent()) {
                throw new PipelineException(
                        ErrorKind.POSITION_BEHIND_SLOT,
                        "slot %s exists, but topic %s holds no position for it: the topic was emptied, or the slot belongs to somebody else. If it is ours, ./millrace ingest resnapshot makes it anew"
                                .formatted(slot, Topics.ingestPositions().name()));
            }
            return new Snapshot(false);
        }
        SourcePosition position = committed.get();
        checkSameSource(source, position);
        if (position.phase() == Phase.SNAPSHOT) {
            return new Snapshot(state.isPresent());
        }
        if (position.commitLsn().isAfter(source.walEnd())) {
            throw new PipelineException(
                    ErrorKind.SOURCE_REPLACED,
                    "the topics hold changes up to %s, but the log of the database ends at %s: it was restored to an earlier point"
                            .formatted(position.commitLsn(), source.walEnd()));
        }
        Optional<String> lost =
                state.isEmpty()
                        ? Optional.of("it does not exist")
                        : state.get().lost().map(reason -> "the server invalidated it: " + reason);
        if (lost.isPresent()) {
            throw new PipelineException(
                    ErrorKind.SLOT_LOST,
                    "slot %s cannot deliver what committed after %s: %s"
                            .formatted(slot, position.commitLsn(), lost.get()));
        }
        return stream(slot, database, state.get(), position);
    }

    private static StartDecision stream(
            String slot, String database, SlotState state, SourcePosition position) {
        if (!isUsable(state, database)) {
            throw new PipelineException(
                    ErrorKind.SERVER_MISCONFIGURED,
                    "slot %s is for plugin '%s' and database '%s', expected pgoutput and %s"
                            .formatted(slot, state.plugin(), state.database(), database));
        }
        // Only we acknowledge, and only what the topics hold: the slot cannot be ahead of them.
        if (state.confirmed().isAfter(position.commitLsn())) {
            throw new PipelineException(
                    ErrorKind.POSITION_BEHIND_SLOT,
                    "slot %s starts at %s, but the topics end at %s: what committed between is in neither. The position topic is old, or somebody else advanced the slot"
                            .formatted(slot, state.confirmed(), position.commitLsn()));
        }
        return new Stream(position, state.confirmed());
    }

    private static boolean isUsable(SlotState state, String database) {
        return state.plugin().equals("pgoutput") && state.database().equals(database);
    }

    private static void checkSameSource(SystemIdentity source, SourcePosition position) {
        if (!source.systemIdentifier().equals(position.systemIdentifier())) {
            throw new PipelineException(
                    ErrorKind.SOURCE_REPLACED,
                    "the topics were filled from cluster %s, this is cluster %s"
                            .formatted(position.systemIdentifier(), source.systemIdentifier()));
        }
        if (source.timeline() != position.timeline()) {
            throw new PipelineException(
                    ErrorKind.SOURCE_REPLACED,
                    "the topics were filled from timeline %d, the cluster is on timeline %d: it was restored or promoted since"
                            .formatted(position.timeline(), source.timeline()));
        }
    }
}
