package dev.millrace.ingest.publication;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LatencyWindowTest {

    /** A clock that is moved by hand. */
    private static final class SettableClock extends Clock {

        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        void advance(Duration by) {
            now = now.plus(by);
        }
    }

    private final SettableClock clock = new SettableClock();
    private final LatencyWindow window = new LatencyWindow(clock);

    @Test
    void quantilesAreAtMostASixteenthTooHigh() {
        for (long micros = 1; micros <= 100_000; micros++) {
            window.record(micros);
        }

        assertThat(window.quantile(0.5).orElseThrow())
                .isBetween(Duration.ofMillis(50), Duration.ofNanos(53_200_000));
        assertThat(window.quantile(0.95).orElseThrow())
                .isBetween(Duration.ofMillis(95), Duration.ofMillis(101));
    }

    @Test
    void extremesHaveAPlace() {
        window.record(-5);
        window.record(Long.MAX_VALUE);

        assertThat(window.quantile(0.5)).hasValue(Duration.ZERO);
        assertThat(window.quantile(1).orElseThrow()).isGreaterThan(Duration.ofDays(100));
    }

    @Test
    void oldLatenciesAreForgotten() {
        window.record(1_000);
        clock.advance(Duration.ofSeconds(6));
        window.record(9_000);
        assertThat(window.quantile(0.5).orElseThrow()).isLessThan(Duration.ofMillis(2));

        clock.advance(Duration.ofSeconds(6));
        assertThat(window.quantile(0.5).orElseThrow()).isGreaterThan(Duration.ofMillis(8));

        clock.advance(Duration.ofSeconds(20));
        assertThat(window.quantile(0.5)).isEmpty();
    }
}
