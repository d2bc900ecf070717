package dev.millrace.streams.matching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.ShuffledTasks;
import dev.millrace.streams.matching.MatchTables.Application;
import dev.millrace.streams.matching.MatchTables.Profile;
import dev.millrace.streams.matching.MatchTables.Project;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random changes, delivered between partitions in random order, against plain arithmetic. */
class MatchScoresShuffleTest {

    private static final List<String> PROJECTS = List.of("bridge", "canal", "dam", "tower");
    private static final List<String> USERS = List.of("ada", "bob", "cleo", "dan");
    private static final List<String> SKILLS = List.of("a", "B", "c", "D");

    private final MatchTables tables = new MatchTables();
    private int ids;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.millrace.streams.fanout.ShuffledTasks#seeds")
    void rowsEqualWhatFollowsFromTheTables(long seed, @TempDir Path folder) {
        Random random = new Random(seed);
        try (ShuffledTasks tasks =
                new ShuffledTasks(
                        DerivedStores.MATCH_SCORES,
                        MatchScoresTopology::build,
                        3,
                        random,
                        folder)) {
            for (int round = 0; round < 8; round++) {
                for (int step = 0; step < 30; step++) {
                    change(tasks, random);
                    tasks.deliver(random.nextInt(5));
                }
                tasks.drain();

                assertThat(tasks.rows())
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(tables.expected());
            }
            tables.applications.forEach(
                    row -> tasks.change("projects.applications", row.key(), null));
            tasks.drain();

            assertThat(tasks.rows()).as("seed %d, everything deleted", seed).isEmpty();
        }
    }

    private void change(ShuffledTasks tasks, Random random) {
        switch (random.nextInt(8)) {
            case 0, 1, 2 ->
                    apply(
                            tasks,
                            new Application(
                                    id(),
                                    any(PROJECTS, random),
                                    any(USERS, random),
                                    cents(random)));
            case 3, 4 -> changeApplication(tasks, random);
            case 5 -> changeProject(tasks, random);
            default -> changeProfile(tasks, random);
        }
    }

    private void apply(ShuffledTasks tasks, Application application) {
        boolean taken =
                tables.applications.stream()
                        .anyMatch(a ->
                                a.project().equals(application.project())
                                        && a.user().equals(application.user()));
        if (!taken) {
            tables.applications.add(application);
            tasks.change("projects.applications", application.key(), application.row());
        }
    }

    private void changeApplication(ShuffledTasks tasks, Random random) {
        if (tables.applications.isEmpty()) {
            return;
        }
        Application old = tables.applications.remove(random.nextInt(tables.applications.size()));
        switch (random.nextInt(4)) {
            case 0 -> tasks.change("projects.applications", old.key(), null);
            case 1 -> replace(tasks, old, new Application(id(), old.project(), old.user(), 100));
            case 2 ->
                    replace(
                            tasks,
                            old,
                            new Application(old.id(), any(PROJECTS, random), old.user(), 50));
            default ->
                    replace(
                            tasks,
                            old,
                            new Application(
                                    old.id(), old.project(), any(USERS, random), cents(random)));
        }
    }

    /** Moves the application, or deletes it and inserts the other, or only deletes it. */
    private void replace(ShuffledTasks tasks, Application old, Application other) {
        int before = tables.applications.size();
        if (!other.id().equals(old.id())) {
            tasks.change("projects.applications", old.key(), null);
        }
        apply(tasks, other);
        if (other.id().equals(old.id()) && tables.applications.size() == before) {
            tasks.change("projects.applications", old.key(), null);
        }
    }

    private void changeProject(ShuffledTasks tasks, Random random) {
        String id = any(PROJECTS, random);
        tables.projects.removeIf(project -> project.id().equals(id));
        if (random.nextInt(4) == 0) {
            tasks.change("projects.projects", RowKey.of(id), null);
            return;
        }
        Integer budget = random.nextBoolean() ? Integer.valueOf(200) : null;
        Project project =
                new Project(
                        id,
                        SKILLS.subList(0, new int[] {0, 1, 2, 4}[random.nextInt(4)]),
                        new int[] {0, 4, 5}[random.nextInt(3)],
                        budget,
                        random.nextBoolean());
        tables.projects.add(project);
        tasks.change("projects.projects", project.key(), project.row());
    }

    private void changeProfile(ShuffledTasks tasks, Random random) {
        String user = any(USERS, random);
        tables.profiles.removeIf(profile -> profile.user().equals(user));
        if (random.nextInt(4) == 0) {
            tasks.change("identity.user_profiles", RowKey.of(user), null);
            return;
        }
        Profile profile =
                new Profile(
                        user,
                        List.of("a", "b", "c", "d").subList(0, random.nextInt(5)),
                        random.nextBoolean(),
                        random.nextInt(7),
                        random.nextBoolean());
        tables.profiles.add(profile);
        tasks.change("identity.user_profiles", profile.key(), profile.row());
    }

    private String id() {
        return "application-" + ++ids;
    }

    private static @Nullable Integer cents(Random random) {
        return random.nextInt(3) == 0 ? null : Integer.valueOf(50 * random.nextInt(12));
    }

    private static <T> T any(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
