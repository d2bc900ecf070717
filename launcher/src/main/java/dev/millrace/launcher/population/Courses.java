package dev.millrace.launcher.population;

import dev.millrace.launcher.chance.Chance;
import dev.millrace.launcher.chance.Zipf;
import dev.millrace.launcher.population.Course.Assessment;
import dev.millrace.launcher.population.Course.Lesson;
import dev.millrace.launcher.population.Course.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Makes the catalogue. The courses come in no order of popularity. */
final class Courses {

    private static final Duration OLDEST_COURSE = Duration.ofDays(700);
    private static final List<String> FORMS =
            List.of(
                    "Introduction to %s",
                    "%s in Practice",
                    "Advanced %s",
                    "%s: the Essentials",
                    "%s on a Small Job",
                    "Mastering %s");
    private static final List<String> DIFFICULTIES =
            List.of("beginner", "intermediate", "advanced");
    private static final List<Long> PRICES =
            List.of(1_900L, 2_900L, 4_900L, 7_900L, 12_900L, 24_900L);
    private static final List<String> STEPS =
            List.of("Why it matters", "Basics", "Worked example", "On site", "Mistakes", "Review");
    private static final Zipf TAG_RANKS = new Zipf(Vocabulary.TAGS.size(), 0.8);

    private final Chance chance;

    Courses(Chance chance) {
        this.chance = chance;
    }

    /** So many courses, held by some of the people. */
    List<Course> of(int count, List<Person> people, Instant now) {
        Instant oldest = now.minus(OLDEST_COURSE);
        Zipf instructors = new Zipf(Math.min(people.size(), 40), 0.8);
        return IntStream.range(0, count)
                .mapToObj(number ->
                        course(
                                number,
                                people.get(instructors.draw(chance)),
                                chance.instantBetween(oldest, now.minusSeconds(86_400))))
                .toList();
    }

    private Course course(int number, Person instructor, Instant createdAt) {
        int subjects = Vocabulary.SUBJECTS.size();
        String form = FORMS.get(number / subjects % FORMS.size());
        int edition = number / (subjects * FORMS.size()) + 1;
        String title =
                form.formatted(Vocabulary.SUBJECTS.get(number % subjects))
                        + (edition == 1 ? "" : ", edition " + edition);
        List<Part> modules =
                IntStream.rangeClosed(1, chance.between(2, 4)).mapToObj(this::module).toList();
        return new Course(
                chance.uuid(),
                chance.happens(0.7) ? "edu7p" : "namc",
                title,
                slug(title),
                instructor.id(),
                chance.below(Vocabulary.CATEGORIES.size()),
                tags(),
                DIFFICULTIES.get(chance.weighted(0.5, 0.35, 0.15)),
                chance.happens(0.3) ? 0 : chance.oneOf(PRICES),
                chance.happens(0.94) ? "USD" : "EUR",
                List.of("published", "draft", "archived").get(chance.weighted(0.9, 0.06, 0.04)),
                Math.clamp(chance.gaussian(4.0, 0.5), 2.2, 4.8),
                createdAt,
                modules,
                assessments(modules));
    }

    private List<Integer> tags() {
        List<Integer> all = IntStream.range(0, Vocabulary.TAGS.size()).boxed().toList();
        return chance.someOf(all, chance.between(1, 5), TAG_RANKS);
    }

    private Part module(int order) {
        List<Lesson> lessons =
                IntStream.rangeClosed(1, chance.between(2, 4))
                        .mapToObj(lesson -> lesson(order, lesson))
                        .toList();
        return new Part(chance.uuid(), "Part " + order, order, chance.happens(0.95), lessons);
    }

    private Lesson lesson(int module, int order) {
        String title = "%d.%d %s".formatted(module, order, chance.oneOf(STEPS));
        return new Lesson(
                chance.uuid(),
                title,
                slug(title),
                order,
                List.of("video", "text", "quiz", "assignment")
                        .get(chance.weighted(0.6, 0.25, 0.1, 0.05)),
                Math.max(2, (int) chance.lognormal(11, 0.5)),
                chance.happens(0.93));
    }

    private List<Assessment> assessments(List<Part> modules) {
        List<Assessment> result = new ArrayList<>();
        for (Part module : modules) {
            if (chance.happens(0.45)) {
                result.add(
                        new Assessment(
                                chance.uuid(),
                                module.id(),
                                "Quiz on part " + module.order(),
                                chance.happens(0.85)));
            }
        }
        return result;
    }

    private static String slug(String title) {
        return title.toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("(^-)|(-$)", "");
    }
}
