package dev.millrace.launcher.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RateWindowTest {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @Test
    void aYoungWindowDividesByItsAge() {
        RateWindow window = new RateWindow(0);
        count(window, 30, SECOND / 2);

        assertThat(window.perSecond(2 * SECOND)).isEqualTo(15);
    }

    @Test
    void onlyTheLastFiveWholeSecondsCount() {
        RateWindow window = new RateWindow(0);
        count(window, 1_000, 0);
        for (int second = 5; second < 10; second++) {
            count(window, 20, second * SECOND);
        }
        count(window, 7, 10 * SECOND);

        assertThat(window.perSecond(10 * SECOND + SECOND / 2)).isEqualTo(20);
    }

    @Test
    void silenceIsZero() {
        RateWindow window = new RateWindow(0);
        count(window, 50, SECOND);

        assertThat(window.perSecond(60 * SECOND)).isZero();
    }

    private static void count(RateWindow window, int events, long at) {
        for (int i = 0; i < events; i++) {
            window.count(at);
        }
    }
}
