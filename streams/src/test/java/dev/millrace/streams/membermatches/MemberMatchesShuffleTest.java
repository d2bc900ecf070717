package dev.millrace.streams.membermatches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.ShuffledTasks;
import dev.millrace.streams.membermatches.MemberTables.Profile;
import dev.millrace.streams.membermatches.MemberTables.Project;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random changes, delivered between partitions in random order, against plain arithmetic. There are
 * more members than a shortlist keeps, and whole waves of them leave, so that lists are cut and
 * filled again.
 */
class MemberMatchesShuffleTest {

    private static final int MEMBERS = 420;
    private static final List<String> PROJECTS = List.of("bridge", "canal", "dam");
    private static final List<String> SKILLS = List.of("a", "b", "c", "d", "e");

    private final MemberTables tables = new MemberTables();

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.millrace.streams.fanout.ShuffledTasks#seeds")
    void rowsEqualWhatFollowsFromTheTables(long seed, @TempDir Path folder) {
        Random random = new Random(seed);
        try (ShuffledTasks tasks =
                new ShuffledTasks(
                        DerivedStores.MEMBER_MATCHES,
                        MemberMatchesTopology::build,
                        2,
                        random,
                        folder)) {
            for (int i = 0; i < MEMBERS; i++) {
                changeUser(tasks, i, true);
                changeProfile(tasks, i, random);
                if (i % 140 == 70) {
                    changeProject(tasks, random);
                }
                tasks.deliver(random.nextInt(5));
            }
            for (int wave = 0; wave < 8; wave++) {
                int share = 2 + random.nextInt(6);
                boolean active = random.nextInt(3) == 0;
                for (int i = 0; i < MEMBERS; i++) {
                    if (random.nextInt(share) == 0) {
                        changeUser(tasks, i, active);
                    }
                    if (random.nextInt(12) == 0) {
                        changeProfile(tasks, i, random);
                    }
                    tasks.deliver(random.nextInt(3));
                }
                changeProject(tasks, random);
                tasks.drain();

                assertThat(tasks.rows()).as("wave %d", wave).isEqualTo(tables.expected());
            }
        }
    }

    private void changeUser(ShuffledTasks tasks, int number, boolean active) {
        String user = "user-%03d".formatted(number);
        tables.users.put(user, active);
        tasks.change("identity.users", RowKey.of(user), MemberTables.user(user, active));
    }

    private void changeProfile(ShuffledTasks tasks, int number, Random random) {
        String user = "user-%03d".formatted(number);
        if (random.nextInt(10) == 0) {
            tables.profiles.remove(user);
            tasks.change("identity.user_profiles", RowKey.of(user), null);
            return;
        }
        Profile profile =
                new Profile(
                        SKILLS.subList(random.nextInt(3), 3 + random.nextInt(3)),
                        random.nextInt(7),
                        random.nextBoolean());
        tables.profiles.put(user, profile);
        tasks.change("identity.user_profiles", RowKey.of(user), profile.row(user));
    }

    private void changeProject(ShuffledTasks tasks, Random random) {
        String id = PROJECTS.get(random.nextInt(PROJECTS.size()));
        Project project =
                new Project(
                        random.nextInt(5) > 0,
                        SKILLS.subList(0, new int[] {0, 1, 2, 4, 5}[random.nextInt(5)]),
                        new int[] {0, 4, 5}[random.nextInt(3)],
                        random.nextBoolean());
        tables.projects.put(id, project);
        tasks.change("projects.projects", RowKey.of(id), project.row(id, random.nextInt(100)));
    }
}
