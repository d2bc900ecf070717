package dev.millrace.launcher.population;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.launcher.population.Practice.Booking;
import dev.millrace.launcher.population.Study.Completion;
import dev.millrace.launcher.population.Study.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PopulationPlanTest {

    private static final Instant NOW = Instant.parse("2026-03-15T10:00:00Z");
    private static final PopulationPlan PLAN =
            PopulationPlan.of(PopulationSettings.defaults(), NOW);

    @Test
    void theSameSeedAndClockMakeTheSamePopulation() {
        assertThat(PopulationPlan.of(PopulationSettings.defaults(), NOW)).isEqualTo(PLAN);
    }

    @Test
    void anotherSeedMakesAnother() {
        PopulationPlan other = PopulationPlan.of(new PopulationSettings(5, 0.05), NOW);

        assertThat(other.people().getFirst()).isNotEqualTo(PLAN.people().getFirst());
        assertThat(other.groups()).isNotEqualTo(PLAN.groups());
    }

    @Test
    void theScaleSetsTheSizes() {
        PopulationPlan small = PopulationPlan.of(new PopulationSettings(5, 0.1), NOW);

        assertThat(PLAN.people()).hasSize(2_000);
        assertThat(PLAN.courses()).hasSize(150);
        assertThat(PLAN.projects()).hasSize(120);
        assertThat(PLAN.practices()).hasSize(80);
        assertThat(small.people()).hasSize(200);
        assertThat(small.courses()).hasSize(15);
        assertThatThrownBy(() -> new PopulationSettings(5, 0))
                .hasMessage("population.scale is 0.0, expected more than 0 and at most 1000");
    }

    @Test
    void eMailAddressesAreValidAndDiffer() {
        assertThat(PLAN.people())
                .extracting(Person::email)
                .doesNotHaveDuplicates()
                .allMatch(email -> email.matches("[a-z]+\\.[a-z]+\\.p\\d+@example\\.org"));
        assertThat(PLAN.people()).extracting(Person::displayName).doesNotContainNull();
    }

    @Test
    void fewCoursesHaveMostOfTheEnrollments() {
        List<Long> byCourse = descendingCounts(PLAN.studies(), study -> study.course().id());

        long top = byCourse.stream().limit(15).mapToLong(Long::longValue).sum();

        assertThat(top / (double) PLAN.studies().size()).isBetween(0.4, 0.75);
    }

    @Test
    void fewPeopleAreVeryActive() {
        List<Long> byPerson = descendingCounts(PLAN.studies(), Study::userId);

        assertThat(byPerson.getFirst()).isGreaterThanOrEqualTo(8);
        assertThat(byPerson.get(byPerson.size() / 2)).isLessThanOrEqualTo(2);
    }

    @Test
    void fewPractitionersHaveMostOfTheBookings() {
        List<Integer> sizes =
                PLAN.practices().stream()
                        .map(practice -> practice.bookings().size())
                        .sorted(Comparator.reverseOrder())
                        .toList();

        int all = sizes.stream().mapToInt(Integer::intValue).sum();

        assertThat(sizes.stream().limit(8).mapToInt(Integer::intValue).sum() / (double) all)
                .isBetween(0.4, 0.75);
    }

    @Test
    void ratingsLeanToTheGoodAndUseTheWholeScale() {
        List<Integer> ratings =
                Stream.concat(
                                PLAN.studies().stream()
                                        .flatMap(study -> study.completion().stream())
                                        .flatMap(completion -> completion.rating().stream()),
                                PLAN.practices().stream()
                                        .flatMap(practice -> practice.bookings().stream())
                                        .flatMap(booking -> booking.review().stream())
                                        .map(Practice.Review::rating))
                        .toList();

        assertThat(ratings).contains(1, 2, 3, 4, 5).allMatch(rating -> rating >= 1 && rating <= 5);
        assertThat(ratings.stream().mapToInt(Integer::intValue).average().orElseThrow())
                .isBetween(3.6, 4.4);
    }

    @Test
    void aStudyIsCompleteExactlyWhenAllOpenLessonsAre() {
        assertThat(PLAN.studies()).anyMatch(study -> study.completion().isPresent());
        assertThat(PLAN.studies())
                .allSatisfy(study -> {
                    long done =
                            study.lessons().stream()
                                    .filter(lesson -> lesson.completedAt().isPresent())
                                    .count();
                    int open = study.course().openLessons().size();
                    assertThat(study.completion().isPresent()).isEqualTo(open > 0 && done == open);
                });
    }

    @Test
    void aCompletionHasTheTimeOfTheLastLesson() {
        assertThat(PLAN.studies())
                .filteredOn(study -> study.completion().isPresent())
                .allSatisfy(study ->
                        assertThat(study.completion().map(Completion::at))
                                .isEqualTo(
                                        study.lessons().stream()
                                                .map(Progress::lastAccessedAt)
                                                .max(Instant::compareTo)));
    }

    @Test
    void nothingHappenedAfterNow() {
        assertThat(PLAN.people()).allMatch(person -> person.createdAt().isBefore(NOW));
        assertThat(PLAN.courses()).allMatch(course -> course.createdAt().isBefore(NOW));
        assertThat(PLAN.studies())
                .allMatch(study -> study.enrolledAt().isBefore(NOW))
                .allMatch(study ->
                        study.lastAccessedAt().map(last -> !last.isAfter(NOW)).orElse(true));
        assertThat(bookings()).allMatch(booking -> booking.createdAt().isBefore(NOW));
        assertThat(bookings())
                .filteredOn(booking -> booking.status().equals("completed"))
                .allMatch(booking -> booking.endsAt().isBefore(NOW));
    }

    @Test
    void bookingsSpreadOverTheMonthsThatHavePartitions() {
        assertThat(bookings())
                .allMatch(booking -> booking.createdAt().isAfter(NOW.minus(Duration.ofDays(361))));
        assertThat(
                        bookings().stream()
                                .map(booking ->
                                        YearMonth.from(
                                                booking.createdAt().atOffset(ZoneOffset.UTC)))
                                .distinct())
                .hasSizeGreaterThan(10);
    }

    @Test
    void nobodyAppliesTwiceForTheSameProject() {
        assertThat(PLAN.projects())
                .allSatisfy(project ->
                        assertThat(project.applications())
                                .extracting(Project.Application::userId)
                                .doesNotHaveDuplicates());
    }

    @Test
    void noRefundIsAboveItsPayment() {
        assertThat(PLAN.studies())
                .flatExtracting(study -> study.purchase().stream().toList())
                .allMatch(purchase -> purchase.refundedCents() <= purchase.amountCents())
                .anyMatch(purchase -> purchase.refundedCents() > 0);
    }

    private static List<Booking> bookings() {
        return PLAN.practices().stream().flatMap(practice -> practice.bookings().stream()).toList();
    }

    private static List<Long> descendingCounts(List<Study> studies, Function<Study, UUID> key) {
        Map<UUID, Long> counts =
                studies.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
        return counts.values().stream().sorted(Comparator.reverseOrder()).toList();
    }
}
