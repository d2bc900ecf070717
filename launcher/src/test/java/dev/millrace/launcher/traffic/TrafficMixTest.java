package dev.millrace.launcher.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.launcher.chance.Chance;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TrafficMixTest {

    @Test
    void theSameSeedPlaysTheSameKinds() {
        Chance one = new Chance(9);
        Chance other = new Chance(9);

        List<TrafficKind> played = Stream.generate(() -> TrafficMix.draw(one)).limit(500).toList();

        assertThat(Stream.generate(() -> TrafficMix.draw(other)).limit(500))
                .containsExactlyElementsOf(played);
    }

    @Test
    void everyKindHasItsShare() {
        int draws = 100_000;
        Chance chance = new Chance(9);
        Map<TrafficKind, Integer> counts = new EnumMap<>(TrafficKind.class);
        for (int i = 0; i < draws; i++) {
            counts.merge(TrafficMix.draw(chance), 1, Integer::sum);
        }
        double all = Arrays.stream(TrafficKind.values()).mapToInt(TrafficKind::weight).sum();

        assertThat(counts).containsOnlyKeys(TrafficKind.values());
        counts.forEach((kind, count) ->
                assertThat(count / (double) draws)
                        .as(kind.label())
                        .isCloseTo(kind.weight() / all, within(0.006)));
    }

    @Test
    void settingsAreChecked() {
        assertThatThrownBy(() -> new TrafficSettings(1, 0, 1))
                .hasMessage("traffic.per-second is 0, expected at least 1");
        assertThatThrownBy(() -> new TrafficSettings(1, 1, 0))
                .hasMessage("traffic.threads is 0, expected at least 1");
        assertThat(TrafficSettings.defaults().withPerSecond(50).perSecond()).isEqualTo(50);
    }
}
