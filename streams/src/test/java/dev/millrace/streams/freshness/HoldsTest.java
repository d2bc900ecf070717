package dev.millrace.streams.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.deadletter.DeadLetter.Origin;
import dev.millrace.schema.deadletter.LetterPlace;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.position.Lsn;
import dev.millrace.streams.runtime.StoreApplication;
import dev.millrace.streams.runtime.StoreApplications;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HoldsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

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
                        Map.of());

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

        assertThat(holds.reasons(Map.of(), List.of(letter), Set.of(), Map.of()))
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
                                Map.of("course_progress", NOON.minusSeconds(1))))
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
                                Map.of("course_progress", NOON.plusSeconds(1))))
                .isEmpty();
    }

    @Test
    void lettersThatCannotBeReadYetHold() {
        assertThat(holds.reasons(Map.of(), List.of(), Set.of("dlq.practitioner_stats"), Map.of()))
                .containsOnlyKeys(DerivedStores.PRACTITIONER_STATS);
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
