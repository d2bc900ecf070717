package dev.millrace.streams.practitionerstats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.StoreTestDriver;
import dev.millrace.streams.derived.DerivedRow;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PractitionerStatsTopologyTest {

    private static final String ANNA = "anna";
    private static final String BELA = "bela";

    private StoreTestDriver store;

    @BeforeEach
    void open(@TempDir Path state) {
        store =
                StoreTestDriver.of(
                        DerivedStores.PRACTITIONER_STATS, PractitionerStatsTopology::build, state);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void everyPractitionerHasARow() {
        practitioner(ANNA);

        assertThat(store.rows()).containsExactly(entry(ANNA, 0, 0, null, 0, 0));
    }

    @Test
    void hiddenReviewNoLongerRates() {
        practitioner(ANNA);
        review("r1", ANNA, 5, "published");
        review("r2", ANNA, 4, "published");
        review("r3", ANNA, 3, "published");
        assertThat(store.rows()).containsExactly(entry(ANNA, 3, 12, "4.00", 0, 0));

        review("r3", ANNA, 3, "hidden");
        assertThat(store.rows()).containsExactly(entry(ANNA, 2, 9, "4.50", 0, 0));

        review("r3", ANNA, 3, "published");
        assertThat(store.rows()).containsExactly(entry(ANNA, 3, 12, "4.00", 0, 0));
    }

    @Test
    void averageRoundsHalfAwayFromZero() {
        practitioner(ANNA);
        for (int i = 0; i < 8; i++) {
            review("r" + i, ANNA, i == 0 ? 2 : 1, "published");
        }

        // 9 / 8 = 1.125
        assertThat(store.rows()).containsExactly(entry(ANNA, 8, 9, "1.13", 0, 0));
    }

    @Test
    void reviewThatMovesLeavesItsFormerPractitioner() {
        practitioner(ANNA);
        practitioner(BELA);
        review("r1", ANNA, 5, "published");

        review("r1", BELA, 4, "published");

        assertThat(store.rows())
                .containsOnly(entry(ANNA, 0, 0, null, 0, 0), entry(BELA, 1, 4, "4.00", 0, 0));
    }

    @Test
    void reviewDeletedAndInsertedAgainCountsOnce() {
        practitioner(ANNA);
        review("r1", ANNA, 5, "published");
        store.change("wellness.reviews", RowKey.of("r1"), null);
        assertThat(store.rows()).containsExactly(entry(ANNA, 0, 0, null, 0, 0));

        review("r1", ANNA, 2, "published");

        assertThat(store.rows()).containsExactly(entry(ANNA, 1, 2, "2.00", 0, 0));
    }

    @Test
    void sessionsFollowTheStatusOfTheBooking() {
        practitioner(ANNA);
        booking("b1", ANNA, "completed");
        booking("b2", ANNA, "no_show");
        booking("b3", ANNA, "pending");
        booking("b4", null, "completed");
        assertThat(store.rows()).containsExactly(entry(ANNA, 0, 0, null, 1, 1));

        booking("b1", ANNA, "cancelled");

        assertThat(store.rows()).containsExactly(entry(ANNA, 0, 0, null, 0, 1));
    }

    @Test
    void deletedPractitionerBecomesATombstone() {
        practitioner(ANNA);
        review("r1", ANNA, 5, "published");

        store.change("wellness.practitioners", RowKey.of(ANNA), null);

        assertThat(store.rows()).isEmpty();
    }

    @Test
    void reviewsBeforeTheirPractitionerWaitForIt() {
        review("r1", ANNA, 5, "published");
        assertThat(store.rows()).isEmpty();

        practitioner(ANNA);

        assertThat(store.rows()).containsExactly(entry(ANNA, 1, 5, "5.00", 0, 0));
    }

    @Test
    void outputCarriesTheHeadersOfTheChangeThatMadeIt() {
        practitioner(ANNA);
        review("r1", ANNA, 5, "published");
        store.emitted();

        store.change("wellness.reviews", RowKey.of("r1"), null);

        TestRecord<RowKey, Row> emitted = store.emitted().getLast();
        assertThat(header(emitted, Headers.OPERATION)).isEqualTo("d");
        assertThat(header(emitted, Headers.COMMIT_TIME))
                .isEqualTo(Long.toString(store.commitMicros()));
    }

    @Test
    void randomChangesEndInWhatTheTablesSay() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<String> practitioners = List.of("p0", "p1", "p2", "p3", "p4");
        Map<String, String> live = new HashMap<>();
        Map<String, Review> reviews = new HashMap<>();
        Map<String, Booking> bookings = new HashMap<>();

        for (int step = 0; step < 3_000; step++) {
            String practitioner = practitioners.get(random.nextInt(practitioners.size()));
            String id = "x" + random.nextInt(40);
            switch (random.nextInt(10)) {
                case 0 -> {
                    live.put(practitioner, practitioner);
                    practitioner(practitioner);
                }
                case 1 -> {
                    live.remove(practitioner);
                    store.change("wellness.practitioners", RowKey.of(practitioner), null);
                }
                case 2 -> {
                    reviews.remove(id);
                    store.change("wellness.reviews", RowKey.of(id), null);
                }
                case 3 -> {
                    bookings.remove(id);
                    store.change("wellness.bookings", RowKey.of(id, "t"), null);
                }
                case 4, 5, 6 -> {
                    String status = pick(random, "published", "hidden", "flagged");
                    int rating = 1 + random.nextInt(5);
                    reviews.put(id, new Review(practitioner, rating, status));
                    review(id, practitioner, rating, status);
                }
                default -> {
                    String status = pick(random, "pending", "completed", "no_show");
                    bookings.put(id, new Booking(practitioner, status));
                    booking(id, practitioner, status);
                }
            }
        }

        Map<RowKey, Row> expected = new HashMap<>();
        for (String practitioner : live.keySet()) {
            List<Integer> ratings =
                    reviews.values().stream()
                            .filter(r -> r.practitioner().equals(practitioner))
                            .filter(r -> r.status().equals("published"))
                            .map(Review::rating)
                            .toList();
            double mean = ratings.stream().mapToInt(r -> r).average().orElse(0);
            String average =
                    ratings.isEmpty()
                            ? null
                            : BigDecimal.valueOf(mean)
                                    .setScale(2, RoundingMode.HALF_UP)
                                    .toPlainString();
            Map.Entry<RowKey, Row> row =
                    entry(
                            practitioner,
                            ratings.size(),
                            ratings.stream().mapToInt(r -> r).sum(),
                            average,
                            bookingsOf(bookings, practitioner, "completed"),
                            bookingsOf(bookings, practitioner, "no_show"));
            expected.put(row.getKey(), row.getValue());
        }
        assertThat(store.rows()).as("seed %d", seed).isEqualTo(expected);
    }

    private record Review(String practitioner, int rating, String status) {}

    private record Booking(String practitioner, String status) {}

    private static long bookingsOf(
            Map<String, Booking> bookings, String practitioner, String status) {
        return bookings.values().stream()
                .filter(b -> b.practitioner().equals(practitioner) && b.status().equals(status))
                .count();
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private void practitioner(String id) {
        store.change(
                "wellness.practitioners", RowKey.of(id), new DerivedRow().text("id", id).row());
    }

    private void review(String id, String practitioner, long rating, String status) {
        store.change(
                "wellness.reviews",
                RowKey.of(id),
                new DerivedRow()
                        .text("id", id)
                        .text("practitioner_id", practitioner)
                        .integer("rating", rating)
                        .text("status", status)
                        .row());
    }

    private void booking(String id, @Nullable String practitioner, String status) {
        store.change(
                "wellness.bookings",
                RowKey.of(id, "t"),
                new DerivedRow()
                        .text("id", id)
                        .text("practitioner_id", practitioner)
                        .text("status", status)
                        .row());
    }

    private static Map.Entry<RowKey, Row> entry(
            String practitioner,
            long ratingCount,
            long ratingSum,
            @Nullable String average,
            long sessions,
            long noShows) {
        return Map.entry(
                RowKey.of(practitioner),
                new DerivedRow()
                        .text("practitioner_id", practitioner)
                        .integer("rating_count", ratingCount)
                        .integer("rating_sum", ratingSum)
                        .text("average_rating", average)
                        .integer("total_sessions", sessions)
                        .integer("no_show_count", noShows)
                        .row());
    }

    private static String header(TestRecord<RowKey, Row> emitted, String name) {
        return new String(emitted.headers().lastHeader(name).value(), UTF_8);
    }
}
