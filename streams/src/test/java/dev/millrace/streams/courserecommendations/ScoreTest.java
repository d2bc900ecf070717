package dev.millrace.streams.courserecommendations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.topics.RowFormat;
import dev.millrace.streams.courserecommendations.Course.Offer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScoreTest {

    private static final long NOW = Duration.ofDays(20_000).toSeconds() * 1_000_000;

    /** E17 and the examples of the formula's text. */
    @ParameterizedTest(name = "{0} of {1} enrollments, {2} days old, rated {3}, {4} learners")
    @CsvSource({
        "3, 3, 1, , 0, 4967",
        "3, 3, 365, , 0, 4000",
        "0, 0, 1, 4.00, 9, 3567",
        "0, 7, 365, 4.00, 9, 2600",
        "1, 2, 0, 5.00, 999, 6600",
        "0, 0, -5, , 0, 1000"
    })
    void workedExamples(
            long inCategory,
            long enrollments,
            int days,
            BigDecimal rating,
            long learners,
            int units) {
        Offer offer = new Offer(daysAgo(days), learners, rating);

        assertThat(score(inCategory, enrollments, offer)).isEqualTo(units);
        assertThat(Score.exact(inCategory, enrollments, offer, NOW)).isEqualTo(units);
    }

    @ParameterizedTest(name = "0.1 and 0.4 x {0} / {1}")
    @CsvSource({"1, 320, 1013", "1, 1600, 1003", "1, 64, 1063", "3, 64, 1188"})
    void theMiddleBetweenTwoGoesUp(long inCategory, long enrollments, int units) {
        assertThat(score(inCategory, enrollments, new Offer(NOW, 0, null))).isEqualTo(units);
    }

    @Test
    void doublesAndDigitsAgree() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            long enrollments = 1 + random.nextInt(40);
            long inCategory = random.nextLong(enrollments + 1);
            Offer offer =
                    new Offer(
                            NOW - random.nextLong(400L * 86_400 * 1_000_000),
                            random.nextInt(100_000),
                            random.nextBoolean()
                                    ? null
                                    : BigDecimal.valueOf(100 + random.nextInt(401), 2));

            assertThat(score(inCategory, enrollments, offer))
                    .as("seed %d: %d of %d, %s", seed, inCategory, enrollments, offer)
                    .isEqualTo(Score.exact(inCategory, enrollments, offer, NOW));
        }
    }

    @Test
    void timesWithoutEndAreYoungOrOld() {
        assertThat(score(0, 0, new Offer(RowFormat.INFINITY_MICROS, 0, null))).isEqualTo(1000);
        assertThat(score(0, 0, new Offer(RowFormat.NEGATIVE_INFINITY_MICROS, 0, null))).isZero();
        assertThat(Score.exact(0, 0, new Offer(RowFormat.INFINITY_MICROS, 0, null), NOW))
                .isEqualTo(1000);
        assertThat(Score.exact(0, 0, new Offer(RowFormat.NEGATIVE_INFINITY_MICROS, 0, null), NOW))
                .isZero();
    }

    private static int score(long inCategory, long enrollments, Offer offer) {
        return Score.of(inCategory, enrollments, offer, Score.merit(offer), NOW);
    }

    private static long daysAgo(int days) {
        return NOW - Duration.ofDays(days).toSeconds() * 1_000_000;
    }
}
