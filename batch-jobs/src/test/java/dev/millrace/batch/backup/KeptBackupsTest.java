package dev.millrace.batch.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeptBackupsTest {

    /** A Wednesday. */
    private static final Instant NOW = Instant.parse("2026-07-15T06:00:00Z");

    @Test
    void allOfSomeDaysAndTheNewestOfEachWeekBeforeStay() {
        List<Instant> daily = IntStream.range(0, 60).mapToObj(day -> daysAgo(day)).toList();

        List<Instant> surplus = KeptBackups.surplus(daily, NOW, 14, 4);

        List<Instant> kept = daily.stream().filter(moment -> !surplus.contains(moment)).toList();
        // 1 to 15 July; then the Sundays of the weeks that end on 28 and 21 June.
        assertThat(kept).hasSize(17);
        assertThat(kept.subList(0, 15)).isEqualTo(daily.subList(0, 15));
        assertThat(kept.subList(15, 17))
                .containsExactly(
                        Instant.parse("2026-06-28T06:00:00Z"),
                        Instant.parse("2026-06-21T06:00:00Z"));
        assertThat(surplus).isSorted();
    }

    @Test
    void theNewestStaysHoweverOldItIs() {
        assertThat(KeptBackups.surplus(List.of(daysAgo(900), daysAgo(800)), NOW, 14, 8))
                .containsExactly(daysAgo(900));
    }

    private static Instant daysAgo(int days) {
        return NOW.minusSeconds(days * 86_400L);
    }
}
