package dev.millrace.ingest.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millrace.ingest.watch.CaptureThresholds.Limits;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CaptureThresholdsTest {

    private static final long GIB = 1L << 30;

    @Test
    void withoutALimitOfTheServerTheSettingsHold() {
        assertThat(CaptureThresholds.DEFAULTS.retainedWal(OptionalLong.empty()))
                .isEqualTo(new Limits(GIB, 8 * GIB));
    }

    @Test
    void aSmallLimitOfTheServerComesFirst() {
        assertThat(CaptureThresholds.DEFAULTS.retainedWal(OptionalLong.of(1_000_000_000)))
                .isEqualTo(new Limits(500_000_000, 800_000_000));
        assertThat(CaptureThresholds.DEFAULTS.retainedWal(OptionalLong.of(5 * GIB)))
                .isEqualTo(new Limits(GIB, 4 * GIB));
        assertThat(CaptureThresholds.DEFAULTS.retainedWal(OptionalLong.of(100 * GIB)))
                .isEqualTo(new Limits(GIB, 8 * GIB));
    }

    @Test
    void anIdleSourceIsNotBehind() {
        assertThat(CaptureThresholds.DEFAULTS.behindMillis(Duration.ofMinutes(5)))
                .isEqualTo(new Limits(310_000, 330_000));
    }

    @Test
    void wrongValuesNameTheKeys() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new CaptureThresholds(2, 1, Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .withMessageContaining("ingest.retained-wal-warning is 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CaptureThresholds(1, 2, Duration.ZERO, Duration.ofSeconds(2)))
                .withMessageContaining("ingest.behind-warning is PT0S");
    }
}
