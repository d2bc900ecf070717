package dev.millrace.streams.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.deadletter.DeadLetter.Origin;
import dev.millrace.schema.deadletter.LetterPlace;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.position.Lsn;
import dev.millrace.streams.progress.StorePipeline;
import dev.millrace.streams.runtime.StoreApplication;
import dev.millrace.streams.runtime.StoreApplications;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class HoldsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private static final Look NOTHING_READ = look(Map.of(), Map.of());

    private final Holds holds =
            new Holds(
                    new Flow(
                            StoreApplications.all().stream()
                                    .map(StoreApplication::pipeline)
                                    .toList(),
                            topic -> topic.startsWith("app.")));

    @Test
    void aTableThatIsCopiedHoldsTheStoresThatFollowFromIt() {
        Map<DerivedStore, String> reasons =
                holds.reasons(
                        Map.of("learning.user_notes", "a copy of it is under way"),
                        List.of(),
                        Set.of(),
                        Map.of(),
                        NOTHING_READ);

        assertThat(reasons)
                .containsEntry(DerivedStores.COURSE_PROGRESS, "a copy of it is under way")
                .containsEntry(DerivedStores.COURSE_STATISTICS, "a copy of it is under way")
                .doesNotContainKeys(DerivedStores.PRACTITIONER_STATS, DerivedStores.MATCH_SCORES);
    }

    @Test
    void aRowThatIngestSetAsideHoldsTheStoresOfItsTable() {
        SetAside.Letter letter =
                new SetAside.Letter(
                        new LetterPlace("dlq.ingest", 0, 3),
                        letter(
                                new Origin.Source(
                                        "wellness.reviews",
                                        "u",
                                        new Lsn(5),
                                        OptionalLong.of(1),
                                        OptionalLong.of(1),
                                        0)));

        assertThat(holds.reasons(Map.of(), List.of(letter), Set.of(), Map.of(), NOTHING_READ))
                .containsOnlyKeys(DerivedStores.PRACTITIONER_STATS, DerivedStores.REVIEW_COUNTS)
                .containsEntry(
                        DerivedStores.PRACTITIONER_STATS,
                        "1 rows set aside in dlq.ingest, see ./millrace dlq list");
    }

    @Test
    void aRecordThatAStoreSetAsideHoldsItUntilItBeginsAgain() {
        SetAside.Letter letter =
                new SetAside.Letter(
                        new LetterPlace("dlq.course_progress", 0, 0),
                        letter(new Origin.Record("app.learning.lessons", 1, 7)));

        assertThat(
                        holds.reasons(
                                Map.of(),
                                List.of(letter),
                                Set.of(),
                                Map.of("course_progress", NOON.minusSeconds(1)),
                                NOTHING_READ))
                .containsOnlyKeys(
                        DerivedStores.COURSE_PROGRESS,
                        DerivedStores.COURSE_STATISTICS,
                        DerivedStores.LEARNER_DASHBOARD,
                        DerivedStores.COURSE_RECOMMENDATIONS);
        assertThat(
                        holds.reasons(
                                Map.of(),
                                List.of(letter),
                                Set.of(),
                                Map.of("course_progress", NOON.plusSeconds(1)),
                                NOTHING_READ))
                .isEmpty();
    }

    @Test
    void lettersThatCannotBeReadYetHold() {
        assertThat(
                        holds.reasons(
                                Map.of(),
                                List.of(),
                                Set.of("dlq.practitioner_stats"),
                                Map.of(),
                                NOTHING_READ))
                .containsOnlyKeys(DerivedStores.PRACTITIONER_STATS);
    }

    @Test
    void aTopicThatEndsBeforeWhereItsTableHasReadItHoldsTheStore() {
        String writer = pipeline(DerivedStores.TAG_USAGE).processor();
        TopicPartition partition = new TopicPartition("derived.tag_usage", 3);
        Map<String, Map<TopicPartition, Long>> read = Map.of(writer, Map.of(partition, 7L));

        assertThat(reasons(look(read, Map.of(partition, 6L))))
                .containsExactlyEntriesOf(
                        Map.of(
                                DerivedStores.TAG_USAGE,
                                "derived.tag_usage ends at offset 6 of partition 3, and was read up to 7:"
                                        + " the topic is not the one that it was"));
        assertThat(reasons(look(read, Map.of(partition, 7L)))).isEmpty();
    }

    @Test
    void aTopicOfAStoreThatOthersReadHoldsThemToo() {
        StorePipeline progress = pipeline(DerivedStores.COURSE_PROGRESS);
        TopicPartition partition = new TopicPartition("app.learning.lessons", 0);

        assertThat(
                        reasons(
                                look(
                                        Map.of(progress.group(), Map.of(partition, 1L)),
                                        Map.of(partition, 0L))))
                .containsOnlyKeys(
                        DerivedStores.COURSE_PROGRESS,
                        DerivedStores.COURSE_STATISTICS,
                        DerivedStores.LEARNER_DASHBOARD,
                        DerivedStores.COURSE_RECOMMENDATIONS);
    }

    private Map<DerivedStore, String> reasons(Look look) {
        return holds.reasons(Map.of(), List.of(), Set.of(), Map.of(), look);
    }

    private static StorePipeline pipeline(DerivedStore store) {
        return StoreApplications.all().stream()
                .map(StoreApplication::pipeline)
                .filter(pipeline -> pipeline.store().equals(store))
                .findFirst()
                .orElseThrow();
    }

    private static Look look(
            Map<String, Map<TopicPartition, Long>> read, Map<TopicPartition, Long> ends) {
        return Look.of(new AsOf("1", 1, new Lsn(1), 0, 1), read, ends);
    }

    private static DeadLetter letter(Origin origin) {
        return new DeadLetter(
                origin,
                DeadLetter.Kind.UNREADABLE,
                "not to be read",
                NOON,
                Optional.empty(),
                Optional.empty());
    }
}
