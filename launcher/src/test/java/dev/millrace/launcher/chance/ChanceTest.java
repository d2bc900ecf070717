package dev.millrace.launcher.chance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChanceTest {

    private static final int DRAWS = 20_000;

    @Test
    void theSameSeedDrawsTheSame() {
        Chance one = new Chance(42);
        Chance other = new Chance(42);

        assertThat(Stream.generate(one::uuid).limit(50))
                .containsExactlyElementsOf(Stream.generate(other::uuid).limit(50).toList());
        assertThat(one.gaussian(0, 1)).isEqualTo(other.gaussian(0, 1));
    }

    @Test
    void aBranchDoesNotDependOnWhatWasDrawnBefore() {
        Chance fresh = new Chance(42);
        Chance used = new Chance(42);
        used.below(1_000);

        assertThat(used.branch("people").uuid()).isEqualTo(fresh.branch("people").uuid());
        assertThat(fresh.branch("people").uuid()).isNotEqualTo(fresh.branch("courses").uuid());
    }

    @Test
    void uuidsAreRandomOnesInForm() {
        Chance chance = new Chance(1);

        assertThat(Stream.generate(chance::uuid).limit(100))
                .doesNotHaveDuplicates()
                .allMatch(uuid -> uuid.version() == 4 && uuid.variant() == 2);
    }

    @Test
    void weightsAreShares() {
        Chance chance = new Chance(7);
        int[] counts = new int[3];

        for (int i = 0; i < DRAWS; i++) {
            counts[chance.weighted(1, 2, 7)]++;
        }

        assertThat(counts[0] / (double) DRAWS).isCloseTo(0.1, within(0.01));
        assertThat(counts[1] / (double) DRAWS).isCloseTo(0.2, within(0.01));
        assertThat(counts[2] / (double) DRAWS).isCloseTo(0.7, within(0.01));
    }

    @Test
    void zipfDrawsTheFirstRankTwiceAsOftenAsTheSecond() {
        Chance chance = new Chance(7);
        Zipf zipf = new Zipf(100, 1);
        int[] counts = new int[100];

        for (int i = 0; i < DRAWS; i++) {
            counts[zipf.draw(chance)]++;
        }

        assertThat(counts[0] / (double) counts[1]).isCloseTo(2, within(0.2));
        assertThat(counts[99]).isPositive().isLessThan(counts[0] / 50);
    }

    @Test
    void lognormalHasItsMedianInTheMiddle() {
        Chance chance = new Chance(7);

        long below = IntStream.range(0, DRAWS).filter(i -> chance.lognormal(100, 1) < 100).count();

        assertThat(below / (double) DRAWS).isCloseTo(0.5, within(0.02));
    }

    @Test
    void instantsLieInTheirSpan() {
        Chance chance = new Chance(7);
        Instant from = Instant.parse("2024-01-01T00:00:00Z");
        Instant to = Instant.parse("2024-01-01T00:01:00Z");

        assertThat(Stream.generate(() -> chance.instantBetween(from, to)).limit(200))
                .allMatch(time -> !time.isBefore(from) && time.isBefore(to));
        assertThat(chance.instantBetween(to, from)).isEqualTo(to);
    }

    @Test
    void someOfDrawsNothingTwice() {
        Chance chance = new Chance(7);
        List<String> letters = List.of("a", "b", "c", "d");

        assertThat(chance.someOf(letters, 3, new Zipf(4, 1))).hasSize(3).doesNotHaveDuplicates();
        assertThat(chance.shuffled(letters)).containsExactlyInAnyOrderElementsOf(letters);
    }
}
