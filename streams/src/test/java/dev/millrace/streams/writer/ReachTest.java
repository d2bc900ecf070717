package dev.millrace.streams.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReachTest {

    @Test
    void holdsAllBeforeItsEndButWhatIsLeftOut() {
        Reach reach = Reach.to(7, List.of(5L, 3L));

        assertThat(reach.next()).isEqualTo(3);
        assertThat(contained(reach)).containsExactly(0L, 1L, 2L, 4L, 6L);
        assertThat(contained(Reach.to(2))).containsExactly(0L, 1L);
    }

    @Test
    void leavesOutMore() {
        assertThat(contained(Reach.to(7, List.of(5L)).without(List.of(6L, 1L))))
                .containsExactly(0L, 2L, 3L, 4L);
    }

    @Test
    void keepsWhatTheTableHadBeyondIt() {
        Reach before = Reach.to(9, List.of(2L, 7L));

        assertThat(contained(Reach.to(4, List.of(3L)).over(before)))
                .containsExactly(0L, 1L, 2L, 4L, 5L, 6L, 8L);
        assertThat(Reach.to(10).over(before)).isEqualTo(Reach.to(10));
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> new Reach(3, 7, List.of(4L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[4]");
        assertThatThrownBy(() -> new Reach(3, 7, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<Long> contained(Reach reach) {
        return LongStream.range(0, 12).filter(reach::contains).boxed().toList();
    }
}
