package dev.millrace.launcher.population;

import dev.millrace.launcher.chance.Chance;
import dev.millrace.launcher.chance.Zipf;
import dev.millrace.launcher.population.Course.Lesson;
import dev.millrace.launcher.population.Study.Completion;
import dev.millrace.launcher.population.Study.Progress;
import dev.millrace.launcher.population.Study.Purchase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes enrollments, what was learned, paid and thought of it. A few learn much, most little. */
final class Studies {

    private static final int COURSES_MAX = 25;

    private final Chance chance;

    Studies(Chance chance) {
        this.chance = chance;
    }

    List<Study> of(List<Person> people, List<Course> courses, Instant now) {
        List<Course> byPopularity =
                chance.shuffled(courses.stream().filter(Course::takesLearners).toList());
        List<Study> studies = new ArrayList<>();
        if (byPopularity.isEmpty()) {
            return studies;
        }
        Zipf popularity = new Zipf(byPopularity.size(), 0.9);
        for (Person person : people) {
            int count = (int) Math.min(COURSES_MAX, Math.round(chance.lognormal(1.0, 0.9)));
            for (Course course : chance.someOf(byPopularity, count, popularity)) {
                studies.add(study(person, course, now));
            }
        }
        return studies;
    }

    private Study study(Person person, Course course, Instant now) {
        Instant earliest =
                person.createdAt().isAfter(course.createdAt())
                        ? person.createdAt()
                        : course.createdAt();
        Instant enrolledAt = chance.instantBetween(earliest, now.minusSeconds(600));
        List<Progress> lessons = lessons(course.openLessons(), enrolledAt, now);
        Optional<Completion> completion = completion(course, lessons);
        String open = List.of("active", "cancelled", "suspended").get(chance.weighted(94, 5, 1));
        return new Study(
                chance.uuid(),
                person.id(),
                course,
                completion.isPresent() ? "completed" : open,
                enrolledAt,
                lessons,
                completion,
                purchase(course));
    }

    private List<Progress> lessons(List<Lesson> lessons, Instant enrolledAt, Instant now) {
        int begun =
                switch (chance.weighted(0.28, 0.52, 0.2)) {
                    case 0 -> 0;
                    case 1 -> (int) Math.ceil(lessons.size() * chance.unit());
                    default -> lessons.size();
                };
        List<Progress> result = new ArrayList<>();
        Instant time = enrolledAt;
        for (Lesson lesson : lessons.subList(0, begun)) {
            int seconds = (int) (lesson.minutes() * 60 * chance.lognormal(1, 0.35));
            Instant started = time.plusSeconds((long) chance.lognormal(9_000, 1.3));
            Instant last = started.plusSeconds(seconds);
            if (last.isAfter(now)) {
                break;
            }
            boolean done = result.size() + 1 < begun || begun == lessons.size();
            result.add(
                    new Progress(
                            lesson.id(),
                            done ? 100 : chance.between(5, 95),
                            seconds,
                            started,
                            last,
                            done ? Optional.of(last) : Optional.empty(),
                            chance.happens(0.03) ? Optional.of(chance.uuid()) : Optional.empty(),
                            chance.happens(0.02) ? Optional.of(chance.uuid()) : Optional.empty()));
            time = last;
        }
        return result;
    }

    private Optional<Completion> completion(Course course, List<Progress> lessons) {
        boolean all =
                !lessons.isEmpty()
                        && lessons.size() == course.openLessons().size()
                        && lessons.stream().allMatch(lesson -> lesson.completedAt().isPresent());
        if (!all) {
            return Optional.empty();
        }
        int seconds = lessons.stream().mapToInt(Progress::seconds).sum();
        Optional<Integer> rating =
                chance.happens(0.7) ? Optional.of(rating(course.quality())) : Optional.empty();
        return Optional.of(
                new Completion(chance.uuid(), lessons.getLast().lastAccessedAt(), seconds, rating));
    }

    private int rating(double quality) {
        return Math.clamp(Math.round(chance.gaussian(quality, 0.9)), 1, 5);
    }

    private Optional<Purchase> purchase(Course course) {
        if (course.isFree() || chance.happens(0.25)) {
            return Optional.empty();
        }
        String status =
                List.of("completed", "refunded", "failed").get(chance.weighted(0.92, 0.04, 0.04));
        long refunded =
                switch (status) {
                    case "refunded" -> course.priceCents();
                    case "completed" -> chance.happens(0.04) ? course.priceCents() / 4 : 0;
                    default -> 0;
                };
        boolean abroad = chance.happens(0.02);
        return Optional.of(
                new Purchase(
                        chance.uuid(),
                        chance.uuid(),
                        chance.uuid(),
                        course.priceCents(),
                        abroad ? "CAD" : course.currency(),
                        status,
                        refunded));
    }
}
