package dev.millrace.launcher.population;

import dev.millrace.launcher.chance.Chance;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Everything that a population holds, made from seed and clock alone. */
record PopulationPlan(
        Instant now,
        Groups groups,
        List<Person> people,
        List<Course> courses,
        List<Study> studies,
        List<Project> projects,
        List<Practice> practices) {

    /** The ids of what is few and named in {@link Vocabulary}, each in the order named there. */
    record Groups(
            List<UUID> categories,
            List<UUID> tags,
            List<UUID> specializationCategories,
            List<UUID> specializations,
            UUID matchingModel) {

        private static Groups drawn(Chance chance) {
            return new Groups(
                    ids(chance, Vocabulary.CATEGORIES.size()),
                    ids(chance, Vocabulary.TAGS.size()),
                    ids(chance, Vocabulary.SPECIALIZATION_CATEGORIES.size()),
                    ids(chance, Vocabulary.SPECIALIZATIONS.size()),
                    chance.uuid());
        }

        private static List<UUID> ids(Chance chance, int count) {
            return Stream.generate(chance::uuid).limit(count).toList();
        }
    }

    static PopulationPlan of(PopulationSettings settings, Instant now) {
        Chance chance = new Chance(settings.seed());
        Names names = new Names(settings.seed());
        List<Person> people = new People(names, chance.branch("people")).of(settings.people(), now);
        List<Course> courses =
                new Courses(chance.branch("courses")).of(settings.courses(), people, now);
        return new PopulationPlan(
                now,
                Groups.drawn(chance.branch("groups")),
                people,
                courses,
                new Studies(chance.branch("studies")).of(people, courses, now),
                new Projects(names, chance.branch("projects")).of(settings.projects(), people, now),
                new Practices(chance.branch("practices"))
                        .of(settings.practitioners(), people, now));
    }
}
