package dev.millrace.launcher.population;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A course with its modules and lessons, the lessons in the order of study.
 *
 * @param category index in {@link Vocabulary#CATEGORIES}
 * @param tags indexes in {@link Vocabulary#TAGS}
 * @param priceCents 0 when free
 * @param quality what learners think of it on average, about 1 to 5
 */
record Course(
        UUID id,
        String sourceSystem,
        String title,
        String slug,
        UUID instructorId,
        int category,
        List<Integer> tags,
        String difficulty,
        long priceCents,
        String currency,
        String status,
        double quality,
        Instant createdAt,
        List<Part> modules,
        List<Assessment> assessments) {

    /** A module of the course. */
    record Part(UUID id, String title, int order, boolean published, List<Lesson> lessons) {}

    /**
     * @param minutes how long it takes
     */
    record Lesson(
            UUID id,
            String title,
            String slug,
            int order,
            String type,
            int minutes,
            boolean open) {}

    record Assessment(UUID id, UUID moduleId, String title, boolean published) {}

    /** The lessons that learners see. */
    List<Lesson> openLessons() {
        return modules.stream()
                .flatMap(module -> module.lessons().stream())
                .filter(Lesson::open)
                .toList();
    }

    boolean isFree() {
        return priceCents == 0;
    }

    boolean takesLearners() {
        return !status.equals("draft");
    }
}
