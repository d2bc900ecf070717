package dev.millrace.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.ingest.source.SlotState;
import dev.millrace.ingest.source.SystemIdentity;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.position.SourcePosition;
import dev.millrace.schema.position.SourcePosition.Phase;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StartDecisionTest {

    private static final SystemIdentity SOURCE = new SystemIdentity("77", 2, new Lsn(900));

    @Test
    void firstStartCopies() {
        assertThat(decide(Optional.empty(), Optional.empty()))
                .isEqualTo(new StartDecision.Snapshot(false));
    }

    @Test
    void tornCopyBeginsAgain() {
        assertThat(decide(Optional.of(slot(300)), Optional.of(position(Phase.SNAPSHOT, 0))))
                .isEqualTo(new StartDecision.Snapshot(true));
        assertThat(decide(Optional.empty(), Optional.of(position(Phase.SNAPSHOT, 0))))
                .isEqualTo(new StartDecision.Snapshot(false));
    }

    @Test
    void laterStartGoesOn() {
        SourcePosition position = position(Phase.STREAMING, 500);

        assertThat(decide(Optional.of(slot(300)), Optional.of(position)))
                .isEqualTo(new StartDecision.Stream(position, new Lsn(300)));
        assertThat(decide(Optional.of(slot(500)), Optional.of(position)))
                .isEqualTo(new StartDecision.Stream(position, new Lsn(500)));
    }

    @Test
    void slotOfSomebodyElseIsLeftAlone() {
        assertThat(refused(Optional.of(slot(300)), Optional.empty()))
                .isEqualTo(ErrorKind.POSITION_BEHIND_SLOT);
    }

    @Test
    void slotAheadOfTheTopicsIsAGap() {
        assertThat(refused(Optional.of(slot(501)), Optional.of(position(Phase.STREAMING, 500))))
                .isEqualTo(ErrorKind.POSITION_BEHIND_SLOT);
    }

    @Test
    void missingOrInvalidatedSlotIsLost() {
        Optional<SourcePosition> position = Optional.of(position(Phase.STREAMING, 500));

        assertThat(refused(Optional.empty(), position)).isEqualTo(ErrorKind.SLOT_LOST);
        assertThat(refused(Optional.of(lostSlot()), position)).isEqualTo(ErrorKind.SLOT_LOST);
        assertThat(
                        StartDecision.decide(
                                "s", "app", SOURCE, Optional.of(lostSlot()), position, true))
                .isEqualTo(new StartDecision.Snapshot(true));
        assertThat(StartDecision.decide("s", "app", SOURCE, Optional.empty(), position, true))
                .isEqualTo(new StartDecision.Snapshot(false));
    }

    @Test
    void otherClusterTimelineOrEarlierEndIsAnotherSource() {
        SourcePosition position = position(Phase.STREAMING, 500);

        for (SystemIdentity other :
                new SystemIdentity[] {
                    new SystemIdentity("78", 2, new Lsn(900)),
                    new SystemIdentity("77", 3, new Lsn(900)),
                    new SystemIdentity("77", 2, new Lsn(499))
                }) {
            PipelineException refusal =
                    catchThrowableOfType(
                            PipelineException.class,
                            () ->
                                    StartDecision.decide(
                                            "s",
                                            "app",
                                            other,
                                            Optional.of(slot(300)),
                                            Optional.of(position),
                                            false));
            assertThat(refusal.kind()).isEqualTo(ErrorKind.SOURCE_REPLACED);
            assertThat(
                            StartDecision.decide(
                                    "s",
                                    "app",
                                    other,
                                    Optional.of(slot(300)),
                                    Optional.of(position),
                                    true))
                    .as("with leave to start over")
                    .isEqualTo(new StartDecision.Snapshot(true));
        }
    }

    @Test
    void leaveToStartOverDoesNotReachTheSlotsOfOthers() {
        SlotState other =
                new SlotState(
                        "wal2json",
                        "app",
                        OptionalInt.empty(),
                        "",
                        new Lsn(300),
                        Optional.empty(),
                        0,
                        "");

        PipelineException refusal =
                catchThrowableOfType(
                        PipelineException.class,
                        () ->
                                StartDecision.decide(
                                        "s",
                                        "app",
                                        SOURCE,
                                        Optional.of(other),
                                        Optional.empty(),
                                        true));

        assertThat(refusal.kind()).isEqualTo(ErrorKind.POSITION_BEHIND_SLOT);
        assertThat(
                        StartDecision.decide(
                                "s", "app", SOURCE, Optional.of(slot(300)), Optional.empty(), true))
                .isEqualTo(new StartDecision.Snapshot(true));
    }

    @Test
    void slotForAnotherDatabaseIsNotOurs() {
        SlotState other =
                new SlotState(
                        "pgoutput",
                        "other",
                        OptionalInt.empty(),
                        "",
                        new Lsn(300),
                        Optional.empty(),
                        0,
                        "");

        assertThat(refused(Optional.of(other), Optional.of(position(Phase.STREAMING, 500))))
                .isEqualTo(ErrorKind.SERVER_MISCONFIGURED);
    }

    private static StartDecision decide(
            Optional<SlotState> slot, Optional<SourcePosition> position) {
        return StartDecision.decide("s", "app", SOURCE, slot, position, false);
    }

    private static ErrorKind refused(Optional<SlotState> slot, Optional<SourcePosition> position) {
        return catchThrowableOfType(PipelineException.class, () -> decide(slot, position)).kind();
    }

    private static SlotState slot(long confirmed) {
        return new SlotState(
                "pgoutput",
                "app",
                OptionalInt.empty(),
                "",
                new Lsn(confirmed),
                Optional.empty(),
                0,
                "");
    }

    private static SlotState lostSlot() {
        return new SlotState(
                "pgoutput",
                "app",
                OptionalInt.empty(),
                "",
                new Lsn(300),
                Optional.of("wal_removed"),
                0,
                "");
    }

    private static SourcePosition position(Phase phase, long lsn) {
        return new SourcePosition("s", "77", 2, phase, new Lsn(lsn), 0, Optional.empty());
    }
}
