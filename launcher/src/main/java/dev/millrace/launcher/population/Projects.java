package dev.millrace.launcher.population;

import dev.millrace.launcher.chance.Chance;
import dev.millrace.launcher.chance.Zipf;
import dev.millrace.launcher.population.Project.Application;
import dev.millrace.launcher.population.Project.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Makes projects and the applications to them. A few projects draw most of the applicants. */
final class Projects {

    private static final Duration OLDEST_PROJECT = Duration.ofDays(365);
    private static final int APPLICATIONS_PER_PROJECT = 10;
    private static final List<String> CATEGORIES =
            List.of(
                    "general_construction",
                    "electrical",
                    "mechanical_plumbing",
                    "civil_infrastructure",
                    "specialty_trade",
                    "professional_services",
                    "maintenance",
                    "supply");
    private static final List<String> WORKS =
            List.of("Renovation", "Extension", "Retrofit", "Repair", "New Construction", "Upgrade");
    private static final List<String> OBJECTS =
            List.of(
                    "School",
                    "Clinic",
                    "Library",
                    "Fire Station",
                    "Warehouse",
                    "Apartment Block",
                    "Pump Station",
                    "Transit Stop",
                    "Community Center",
                    "Bridge");

    private final Names names;
    private final Chance chance;

    Projects(Names names, Chance chance) {
        this.names = names;
        this.chance = chance;
    }

    List<Project> of(int count, List<Person> people, Instant now) {
        List<Person> byActivity = chance.shuffled(people);
        Zipf activity = new Zipf(people.size(), 0.6);
        Zipf popularity = new Zipf(count, 0.8);
        int[] applications = new int[count];
        for (int i = 0; i < count * APPLICATIONS_PER_PROJECT; i++) {
            applications[popularity.draw(chance)]++;
        }
        List<Integer> shares =
                chance.shuffled(IntStream.range(0, count).mapToObj(i -> applications[i]).toList());
        return IntStream.range(0, count)
                .mapToObj(i -> project(shares.get(i), byActivity, activity, now))
                .toList();
    }

    private Project project(int applicants, List<Person> people, Zipf activity, Instant now) {
        Instant createdAt =
                chance.instantBetween(now.minus(OLDEST_PROJECT), now.minusSeconds(86_400));
        Optional<Vocabulary.Place> place = Vocabulary.placeIfTold(chance);
        Optional<Budget> budget = chance.happens(0.9) ? Optional.of(budget()) : Optional.empty();
        String title =
                "%s %s%s"
                        .formatted(
                                chance.oneOf(OBJECTS),
                                chance.oneOf(WORKS),
                                place.map(near -> ", " + near.town()).orElse(""));
        List<Application> applications = new ArrayList<>();
        String status =
                List.of("published", "closed", "draft", "awarded")
                        .get(chance.weighted(0.82, 0.08, 0.05, 0.05));
        if (!status.equals("draft")) {
            Set<Person> applied = new HashSet<>();
            for (int i = 0; i < applicants; i++) {
                Person person = people.get(activity.draw(chance));
                if (applied.add(person)) {
                    applications.add(application(person, budget, createdAt, now));
                }
            }
        }
        return new Project(
                chance.uuid(),
                title,
                chance.oneOf(CATEGORIES),
                names.company(chance),
                people.get(activity.draw(chance)).id(),
                Vocabulary.skills(chance, chance.between(0, 6)),
                Vocabulary.certifications(chance, chance.weighted(0.3, 0.35, 0.25, 0.1)),
                chance.weighted(0.2, 0.05, 0.15, 0.2, 0.1, 0.2, 0.02, 0.02, 0.02, 0.02, 0.02),
                budget,
                place,
                status,
                chance.happens(0.4) ? applicants + chance.between(1, 20) : 0,
                createdAt,
                applications);
    }

    private Budget budget() {
        long min = Math.round(chance.lognormal(40_000, 1.0)) * 100;
        return new Budget(min, min + min * chance.between(10, 90) / 100);
    }

    private Application application(
            Person person, Optional<Budget> budget, Instant projectMade, Instant now) {
        Instant earliest =
                person.createdAt().isAfter(projectMade) ? person.createdAt() : projectMade;
        int state = chance.weighted(0.5, 0.18, 0.1, 0.07, 0.1, 0.05);
        String status =
                List.of(
                                "pending",
                                "under_review",
                                "shortlisted",
                                "accepted",
                                "rejected",
                                "withdrawn")
                        .get(state);
        Optional<String> decision =
                switch (status) {
                    case "accepted" -> Optional.of("approved");
                    case "rejected" -> Optional.of("rejected");
                    default -> Optional.empty();
                };
        Optional<Long> proposal =
                chance.happens(0.8)
                        ? budget.map(b -> Math.round(b.maxCents() * chance.lognormal(0.85, 0.25)))
                        : Optional.empty();
        return new Application(
                chance.uuid(),
                person.id(),
                proposal,
                chance.happens(0.4)
                        ? Vocabulary.certifications(chance, chance.between(1, 2))
                        : List.of(),
                status,
                decision,
                chance.instantBetween(earliest, now.minusSeconds(300)));
    }
}
