package dev.millrace.launcher.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

    @Test
    void turnsAreEvenlySpaced() {
        Pace pace = new Pace(100, 0);

        assertThat(pace.reserve(0)).isZero();
        assertThat(pace.reserve(0)).isEqualTo(10 * MILLI);
        assertThat(pace.reserve(0)).isEqualTo(20 * MILLI);
    }

    @Test
    void aShortDelayIsMadeUpFor() {
        Pace pace = new Pace(100, 0);
        pace.reserve(0);

        assertThat(pace.reserve(100 * MILLI)).isEqualTo(10 * MILLI);
    }

    @Test
    void aLongPauseIsNotFollowedByAFlood() {
        Pace pace = new Pace(100, 0);

        assertThat(pace.reserve(60_000 * MILLI)).isEqualTo(59_500 * MILLI);
    }

    @Test
    void aStopEndsEveryWait() throws InterruptedException {
        Pace pace = new Pace(1, System.nanoTime());
        pace.stop();

        assertThat(pace.pause(TimeUnit.HOURS.toNanos(1))).isFalse();
        assertThat(pace.isStopped()).isTrue();
    }
}
