package dev.millrace.streams.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private long now = Long.MAX_VALUE - 1_000_000;
    private final Pace pace = new Pace(() -> now);

    @Test
    void firstWriteWaitsForNothing() {
        assertThat(pace.isOver()).isTrue();
    }

    @Test
    void aTenthOfTheTimeIsSpentInTheDatabase() {
        write(10, Duration.ofMillis(20));

        assertThat(pace.isOver()).isFalse();
        now += Duration.ofMillis(179).toNanos();
        assertThat(pace.isOver()).isFalse();
        now += Duration.ofMillis(1).toNanos();
        assertThat(pace.isOver()).isTrue();
    }

    @Test
    void noPauseIsLongerThanTheLongest() {
        write(10, Duration.ofSeconds(20));

        assertThat(pace.isOver()).isFalse();
        now += Pace.LONGEST.toNanos();
        assertThat(pace.isOver()).isTrue();
    }

    @Test
    void whoIsBehindGoesOnAtOnce() {
        write(10, Duration.ofMillis(20));
        write(Pace.LARGE, Duration.ofMillis(200));

        assertThat(pace.isOver()).isTrue();
    }

    private void write(int records, Duration time) {
        long began = pace.now();
        now += time.toNanos();
        pace.wrote(records, began);
    }
}
