package dev.millrace.ingest.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.ingest.snapshot.CopyState.Stage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CopyStateTest {

    private static final UUID REQUEST = UUID.fromString("0b5f54a8-4a5c-4d38-9f7e-0d9f3c6f8f11");

    @Test
    void everyStageIsReadBack() {
        CopyState begin =
                CopyState.beginning(REQUEST, true, Map.of(0, 5L, 1, 0L), Map.of(0, 9L, 1, 4L));
        CopyState archived = begin.copied(3, 2, List.of("a \"b\"", "2026-01-01 00:00:00+00"));
        CopyState swept = archived.stageDone().stageDone().swept(2, Map.of(0, 9L, 1, 4L));

        for (CopyState state : List.of(begin, archived, swept, swept.stageDone())) {
            assertThat(CopyState.fromBytes(state.toBytes())).isEqualTo(state);
        }
        assertThat(swept.stage()).isEqualTo(Stage.SWEEP);
        assertThat(swept.isSwept()).isTrue();
        assertThat(archived.stageDone().after()).isEmpty();
    }

    @Test
    void anEmptyTopicIsNotSwept() {
        CopyState state = CopyState.beginning(REQUEST, false, Map.of(0, 7L), Map.of(0, 7L));

        assertThat(state.stage()).isEqualTo(Stage.TABLE);
        assertThat(state.stageDone().stage()).isEqualTo(Stage.DONE);
    }

    @Test
    void oneRowIsLookedForInOneStep() {
        CopyState state = CopyState.ofOneRow(REQUEST, true);

        assertThat(state.stageDone().stageDone().stage()).isEqualTo(Stage.SWEEP);
        assertThat(state.isSwept()).isFalse();
        assertThat(state.swept(1, state.sweepEnds()).isSwept()).isTrue();
    }

    @Test
    void aStateFromBeforeRowsWereSetAsideIsRead() {
        byte[] before =
                """
                {"request": "0b5f54a8-4a5c-4d38-9f7e-0d9f3c6f8f11", "stage": "TABLE", "copied": 7,
                 "removed": 0, "after": ["7"], "sweep": {}, "sweep-ends": {}}
                """
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(CopyState.fromBytes(before))
                .isEqualTo(
                        CopyState.beginning(REQUEST, false, Map.of(), Map.of())
                                .copied(7, 0, List.of("7")));
    }

    @Test
    void otherBytesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CopyState.fromBytes("{}".getBytes(StandardCharsets.UTF_8)));
    }
}
