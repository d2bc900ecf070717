package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartsTest {

    private final Restarts restarts = new Restarts(Duration.ofMillis(200), Duration.ofSeconds(1));

    @Test
    void pausesDoubleUpToALimit() {
        assertThat(restarts.failed(false)).isEqualTo(1);
        assertThat(restarts.pause()).isEqualTo(Duration.ofMillis(200));
        assertThat(restarts.failed(false)).isEqualTo(2);
        assertThat(restarts.pause()).isEqualTo(Duration.ofMillis(400));
        restarts.failed(false);
        restarts.failed(false);
        assertThat(restarts.pause()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void progressBeginsTheCountAnew() {
        restarts.failed(false);
        restarts.failed(false);

        assertThat(restarts.failed(true)).isEqualTo(1);
        assertThat(restarts.pause()).isEqualTo(Duration.ofMillis(200));
    }
}
