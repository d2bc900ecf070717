package dev.millrace.streams.freshness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.streams.progress.Gap;
import dev.millrace.streams.progress.StorePipeline;
import dev.millrace.streams.progress.StorePipeline.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessTrackerTest {

    private static final boolean LONG = Boolean.getBoolean("millrace.test.long");

    private static final DerivedStore PROGRESS =
            new DerivedStore("progress", List.of("id"), "updated_at");
    private static final DerivedStore TOTALS =
            new DerivedStore("totals", List.of("id"), "updated_at");

    /** Two hops: lessons by way of a repartition topic. */
    private static final StorePipeline TWO_HOPS =
            new StorePipeline(
                    PROGRESS,
                    "g.progress",
                    "progress.v1",
                    Set.of("app.lessons", "app.enrollments"),
                    Set.of("g.progress-by-course"),
                    List.of(
                            new Part(Set.of("app.lessons"), Set.of("g.progress-by-course")),
                            new Part(
                                    Set.of("app.enrollments", "g.progress-by-course"),
                                    Set.of("derived.progress"))),
                    Set.of());

    /** Reads what the other store derives. */
    private static final StorePipeline SECOND_STORE =
            new StorePipeline(
                    TOTALS,
                    "g.totals",
                    "totals.v1",
                    Set.of("app.enrollments", "app.sales", "derived.progress"),
                    Set.of("g.totals-by-course"),
                    List.of(
                            new Part(Set.of("app.sales"), Set.of("g.totals-by-course")),
                            new Part(
                                    Set.of(
                                            "app.enrollments",
                                            "derived.progress",
                                            "g.totals-by-course"),
                                    Set.of("derived.totals"))),
                    Set.of());

    private final Flow flow =
            new Flow(List.of(SECOND_STORE, TWO_HOPS), topic -> topic.startsWith("app."));
    private final FreshnessTracker tracker = new FreshnessTracker(flow, gap -> false);
    private final Map<String, Map<TopicPartition, Long>> positions = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 8})
    void neverAheadOfTheTruthHoweverTheStepsInterleave(int haste) {
        for (int run = 0; run < (LONG ? 2_000 : 30); run++) {
            long seed = new Random().nextLong();
            Random random = new Random(seed);
            AtomicBoolean atRest = new AtomicBoolean();
            SimulatedPipeline pipeline = new SimulatedPipeline(flow, random);
            FreshnessTracker watch =
                    new FreshnessTracker(
                            flow,
                            gap ->
                                    (atRest.get() || random.nextInt(3) == 0)
                                            && pipeline.isEmpty(gap));
            Runnable meanwhile =
                    () -> {
                        for (int i = random.nextInt(haste + 1); i > 0; i--) {
                            pipeline.step(true);
                        }
                    };
            for (int look = 0; look < 60; look++) {
                watch.take(pipeline.look(meanwhile), Set.of());
                for (DerivedStore store : List.of(PROGRESS, TOTALS)) {
                    long truth = pipeline.asOf(store);
                    watch.of(store)
                            .applied()
                            .ifPresent(asOf ->
                                    assertThat(asOf.lsn().value())
                                            .as("seed %d, look of %s", seed, store.name())
                                            .isLessThanOrEqualTo(truth));
                }
                for (int i = 0; i < 15; i++) {
                    pipeline.step(true);
                }
            }
            atRest.set(true);
            settles(pipeline, watch, seed);
        }
    }

    /** The simulation does find out who is ahead. */
    @Test
    void looksInTheWrongOrderAreAheadOfTheTruth() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        SimulatedPipeline pipeline = new SimulatedPipeline(flow, random);
        FreshnessTracker watch = new FreshnessTracker(flow, pipeline::isEmpty);
        int ahead = 0;
        // Little traffic, so that the stores keep up and are at the ends now and then.
        Runnable meanwhile =
                () -> {
                    for (int i = 0; i < 40; i++) {
                        pipeline.step(random.nextInt(20) == 0);
                    }
                };
        for (int look = 0; look < 2_000 && ahead == 0; look++) {
            meanwhile.run();
            watch.take(pipeline.lookInTheWrongOrder(meanwhile), Set.of());
            for (DerivedStore store : List.of(PROGRESS, TOTALS)) {
                long truth = pipeline.asOf(store);
                if (watch.of(store).applied().filter(a -> a.lsn().value() > truth).isPresent()) {
                    ahead++;
                }
            }
        }

        assertThat(ahead).as("seed %d", seed).isPositive();
    }

    /** Without traffic, every store comes to be as of the last transaction. */
    private void settles(SimulatedPipeline pipeline, FreshnessTracker watch, long seed) {
        for (int i = 0; i < 1_000_000 && pipeline.asOf(TOTALS) < pipeline.published(); i++) {
            for (int step = 0; step < 200; step++) {
                pipeline.step(false);
            }
        }
        for (int look = 0; look < 100; look++) {
            watch.take(pipeline.look(() -> {}), Set.of());
        }
        for (DerivedStore store : List.of(PROGRESS, TOTALS)) {
            assertThat(pipeline.asOf(store)).as("seed %d", seed).isEqualTo(pipeline.published());
            assertThat(watch.of(store).applied())
                    .as("seed %d", seed)
                    .contains(SimulatedPipeline.asOf(pipeline.published()));
        }
    }

    @Test
    void aStoreIsFreshWhenEveryHopHasPassed() {
        ends("app.lessons", 5, "app.enrollments", 2);
        take(10);
        assertThat(tracker.of(PROGRESS).applied()).isEmpty();

        reads("g.progress", "app.lessons", 5);
        reads("g.progress", "app.enrollments", 2);
        ends("g.progress-by-course", 4, "derived.progress", 1);
        take(11);
        assertThat(tracker.of(PROGRESS).processed()).isEmpty();

        // What the first hop wrote meanwhile for later commits does not matter.
        ends("g.progress-by-course", 9, "app.lessons", 50);
        reads("g.progress", "g.progress-by-course", 4);
        ends("derived.progress", 3);
        take(12);
        assertThat(tracker.of(PROGRESS).processed()).contains(asOf(11));
        assertThat(tracker.of(PROGRESS).applied()).isEmpty();

        reads("progress.v1", "derived.progress", 3);
        take(13);
        assertThat(tracker.of(PROGRESS).applied()).contains(asOf(11));
    }

    @Test
    void withEverythingReadOneLookIsEnough() {
        take(7);

        assertThat(tracker.of(PROGRESS).applied()).contains(asOf(7));
        assertThat(tracker.of(TOTALS).applied()).contains(asOf(7));
    }

    @Test
    void aStoreIsNoFresherThanTheOneItReads() {
        ends("app.lessons", 1);
        take(5);

        assertThat(tracker.of(TOTALS).applied()).isEmpty();
    }

    @Test
    void aStoreThatStandsStillKeepsNobodyElse() {
        take(5);
        ends("app.sales", 3);
        for (int lsn = 6; lsn < 600; lsn++) {
            take(lsn);
        }

        assertThat(tracker.of(PROGRESS).applied()).contains(asOf(599));
        assertThat(tracker.of(TOTALS).applied()).contains(asOf(5));

        reads("g.totals", "app.sales", 3);
        take(600);
        assertThat(tracker.of(TOTALS).applied()).contains(asOf(600));
    }

    @Test
    void anotherTimelineBeginsAnew() {
        take(9);
        ends("app.lessons", 1);
        tracker.take(
                Look.of(
                        new AsOf("cluster", 2, SimulatedPipeline.asOf(4).lsn(), 0, 0),
                        positions,
                        ends),
                Set.of());

        assertThat(tracker.of(PROGRESS).applied()).isEmpty();
    }

    @Test
    void whatWasUnderWayWhileSomethingWasMissingDoesNotCount() {
        ends("app.lessons", 3);
        take(5);
        // A row was set aside; what a copy brings then comes behind the ends known before.
        tracker.take(Look.of(asOf(6), positions, ends), Set.of(PROGRESS, TOTALS));
        reads("g.progress", "app.lessons", 3);
        ends("app.lessons", 4);
        tracker.take(Look.of(asOf(6), positions, ends), Set.of());

        assertThat(tracker.of(PROGRESS).applied()).isEmpty();
        reads("g.progress", "app.lessons", 4);
        tracker.take(Look.of(asOf(6), positions, ends), Set.of());
        assertThat(tracker.of(PROGRESS).applied()).contains(asOf(6));
    }

    @Test
    void aTailWithoutRecordsCountsAsRead() {
        FreshnessTracker knowing =
                new FreshnessTracker(
                        flow, new Gap(new TopicPartition("app.lessons", 0), 2, 4)::equals);
        ends("app.lessons", 4);
        reads("g.progress", "app.lessons", 2);
        knowing.take(Look.of(asOf(3), positions, ends), Set.of());

        assertThat(knowing.of(PROGRESS).applied()).contains(asOf(3));
    }

    @Test
    void aTopologyThatFeedsItselfIsRefused() {
        StorePipeline loop =
                new StorePipeline(
                        TOTALS,
                        "g",
                        "totals.v1",
                        Set.of("app.sales"),
                        Set.of("g-again"),
                        List.of(
                                new Part(
                                        Set.of("app.sales", "g-again"),
                                        Set.of("g-again", "derived.totals"))),
                        Set.of());

        assertThatThrownBy(() -> new Flow(List.of(loop), topic -> topic.startsWith("app.")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("g-again");
    }

    @Test
    void anApplicationWhoseOffsetsGoBackBeginsAgainWithAllThatReadIt() {
        Regressions regressions = new Regressions(flow);
        ends("app.lessons", 5);
        reads("g.progress", "app.lessons", 4);
        reads("g.totals", "app.sales", 1);
        assertThat(regressions.since(Look.of(asOf(1), copy(), ends))).isEmpty();

        reads("g.progress", "app.lessons", 0);
        assertThat(regressions.since(Look.of(asOf(2), copy(), ends)))
                .containsExactlyInAnyOrder(PROGRESS, TOTALS);
    }

    @Test
    void anApplicationWithoutOffsetsIsSeenAtTheFirstLook() {
        ends("app.sales", 5, "app.lessons", 1);
        reads("g.progress", "app.lessons", 1);

        assertThat(new Regressions(flow).since(Look.of(asOf(1), copy(), ends)))
                .containsExactly(TOTALS);
    }

    private void take(long lsn) {
        tracker.take(Look.of(asOf(lsn), positions, ends), Set.of());
    }

    private static AsOf asOf(long lsn) {
        return SimulatedPipeline.asOf(lsn);
    }

    private void reads(String reader, String topic, long next) {
        positions
                .computeIfAbsent(reader, name -> new HashMap<>())
                .put(new TopicPartition(topic, 0), next);
    }

    private Map<String, Map<TopicPartition, Long>> copy() {
        Map<String, Map<TopicPartition, Long>> copy = new HashMap<>();
        positions.forEach((reader, offsets) -> copy.put(reader, Map.copyOf(offsets)));
        return copy;
    }

    private void ends(Object... topicsAndEnds) {
        for (int i = 0; i < topicsAndEnds.length; i += 2) {
            ends.put(
                    new TopicPartition((String) topicsAndEnds[i], 0),
                    ((Integer) topicsAndEnds[i + 1]).longValue());
        }
    }
}
