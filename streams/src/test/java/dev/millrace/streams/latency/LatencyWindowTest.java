package dev.millrace.streams.latency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.fixture.SettableClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyWindowTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final SettableClock clock = new SettableClock();
    private final LatencyWindow window = new LatencyWindow(clock, MINUTE);

    @Test
    void emptyWindowHasNoLatency() {
        assertThat(window.summary())
                .isEqualTo(new LatencySummary(0, Duration.ZERO, Duration.ZERO, Duration.ZERO));
    }

    @Test
    void percentilesAreWithinASixteenthOfTheExactOnes() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        long[] micros = random.doubles(10_000, 0, 17).mapToLong(x -> (long) Math.exp(x)).toArray();

        Arrays.stream(micros).forEach(window::record);

        Arrays.sort(micros);
        LatencySummary summary = window.summary();
        assertThat(summary.count()).isEqualTo(10_000);
        assertClose(summary.p50(), micros[4_999], seed);
        assertClose(summary.p95(), micros[9_499], seed);
        assertClose(summary.p99(), micros[9_899], seed);
    }

    @Test
    void whatIsOlderThanTheWindowIsForgotten() {
        window.record(1_000_000);
        clock.advance(Duration.ofSeconds(30));
        window.record(10);
        assertThat(window.summary().count()).isEqualTo(2);

        clock.advance(Duration.ofSeconds(31));
        assertThat(window.summary().count()).isEqualTo(1);
        assertThat(window.summary().p99()).isEqualTo(Duration.ofNanos(10_000));

        clock.advance(MINUTE);
        assertThat(window.summary().count()).isZero();
    }

    @Test
    void clocksApartCountAsNoLatency() {
        window.record(-5_000);

        assertThat(window.summary().p50()).isEqualTo(Duration.ZERO);
    }

    @Test
    void severalWindowsAreSummedAsOne() {
        LatencyWindow other = new LatencyWindow(clock, MINUTE);
        window.record(1);
        other.record(3);
        other.record(5);

        LatencySummary sum = LatencyWindow.summaryOf(List.of(window, other));

        assertThat(sum.count()).isEqualTo(3);
        assertThat(sum.p50()).isEqualTo(Duration.ofNanos(3_000));
    }

    private static void assertClose(Duration measured, long exactMicros, long seed) {
        long micros = measured.toNanos() / 1_000;
        assertThat(micros)
                .as("seed %d", seed)
                .isBetween(exactMicros, exactMicros + exactMicros / 16 + 1);
    }
}
