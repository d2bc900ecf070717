package dev.millrace.streams.courserecommendations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.Rows;
import dev.millrace.streams.courserecommendations.RecommendationTables.Course;
import dev.millrace.streams.courserecommendations.RecommendationTables.Enrollment;
import dev.millrace.streams.fanout.ShuffledTasks;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random changes, delivered between partitions in random order: what no list may show holds once
 * all has arrived, and lists that are asked for then equal plain arithmetic.
 */
class CourseRecommendationsShuffleTest {

    private static final int USERS = 16;
    private static final int COURSES = 18;
    private static final int ENROLLMENTS = 60;

    private final RecommendationTables tables = new RecommendationTables();
    private int asked;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.millrace.streams.fanout.ShuffledTasks#seeds")
    void listsEqualWhatFollowsFromTheTables(long seed, @TempDir Path folder) {
        Random random = new Random(seed);
        try (ShuffledTasks tasks =
                new ShuffledTasks(
                        DerivedStores.COURSE_RECOMMENDATIONS,
                        CourseRecommendationsTopology::build,
                        3,
                        random,
                        folder)) {
            for (int i = 0; i < 60; i++) {
                changeCourse(tasks, random);
                changeUser(tasks, random, true);
            }
            for (int round = 0; round < 12; round++) {
                for (int step = 0; step < 40; step++) {
                    change(tasks, random);
                    tasks.deliver(random.nextInt(6));
                }
                tasks.drain();

                assertThatNothingIsListedThatMayNot(tasks, round);

                tables.users.keySet().forEach(user -> ask(tasks, user));
                tasks.drain();

                assertThat(tasks.rows())
                        .as("round %d", round)
                        .isNotEmpty()
                        .isEqualTo(tables.expected());
            }
            List.copyOf(tables.users.keySet())
                    .forEach(user -> tasks.change("identity.users", RowKey.of(user), null));
            tasks.drain();

            assertThat(tasks.rows()).as("nobody is left").isEmpty();
        }
    }

    private void assertThatNothingIsListedThatMayNot(ShuffledTasks tasks, int round) {
        Map<String, List<Row>> lists =
                tasks.rows().values().stream()
                        .collect(Collectors.groupingBy(row -> row.text("user_id")));
        lists.forEach((user, list) -> {
            List<Row> byRank = new ArrayList<>(list);
            byRank.sort(Comparator.comparing(row -> row.integer("rank")));
            List<Row> byScore = new ArrayList<>(list);
            byScore.sort(
                    Comparator.comparing((Row row) -> new BigDecimal(row.text("score")))
                            .reversed()
                            .thenComparing(row -> row.text("course_id")));

            assertThat(tables.users.get(user)).as("round %d, %s", round, user).isTrue();
            assertThat(list).hasSizeLessThanOrEqualTo(10);
            assertThat(byRank).as("round %d, %s", round, user).isEqualTo(byScore);
            for (int i = 0; i < byRank.size(); i++) {
                String course = byRank.get(i).text("course_id");
                assertThat(byRank.get(i).integer("rank")).isEqualTo(i + 1);
                assertThat(tables.isEnrolled(user, course)).as("%s in %s", user, course).isFalse();
                assertThat(tables.courses.get(course))
                        .as(course)
                        .matches(listed -> listed != null && listed.isOpen());
            }
        });
    }

    private void change(ShuffledTasks tasks, Random random) {
        switch (random.nextInt(8)) {
            case 0 -> changeUser(tasks, random, random.nextInt(3) > 0);
            case 1, 2 -> changeCourse(tasks, random);
            case 3 -> ask(tasks, "user-%02d".formatted(random.nextInt(USERS)));
            default -> changeEnrollment(tasks, random);
        }
    }

    private void changeUser(ShuffledTasks tasks, Random random, boolean live) {
        String user = "user-%02d".formatted(random.nextInt(USERS));
        if (!live && random.nextBoolean()) {
            tables.users.remove(user);
            tasks.change("identity.users", RowKey.of(user), null);
        } else {
            tables.users.put(user, live);
            tasks.change("identity.users", RowKey.of(user), RecommendationTables.user(user, live));
        }
    }

    private void changeCourse(ShuffledTasks tasks, Random random) {
        String id = "course-%02d".formatted(random.nextInt(COURSES));
        RowKey key = RowKey.of(id);
        String statistics = Topics.derived(DerivedStores.COURSE_STATISTICS).name();
        if (random.nextInt(8) == 0
                && tables.enrollments.values().stream().noneMatch(e -> e.course().equals(id))) {
            tables.courses.remove(id);
            tasks.change("learning.courses", key, null);
            tasks.changeIn(statistics, tasks.partition(key), key, null);
            return;
        }
        Course course =
                new Course(
                        random.nextInt(5) == 0 ? null : "category-" + random.nextInt(3),
                        random.nextInt(5) == 0 ? "archived" : "published",
                        random.nextInt(10) == 0,
                        random.nextInt(10) == 0 ? null : random.nextInt(90) - 5,
                        random.nextInt(4) * 7,
                        random.nextInt(3) == 0 ? null : "%d.50".formatted(1 + random.nextInt(4)));
        tables.courses.put(id, course);
        tasks.change("learning.courses", key, course.row(id));
        tasks.changeIn(statistics, tasks.partition(key), key, course.statistics(id));
    }

    /** One that comes, ends, or moves to another course or person. */
    private void changeEnrollment(ShuffledTasks tasks, Random random) {
        String id = "enrollment-%02d".formatted(random.nextInt(ENROLLMENTS));
        RowKey key = RowKey.of(id);
        if (tables.enrollments.containsKey(id) && random.nextInt(3) == 0) {
            tables.enrollments.remove(id);
            tasks.change("learning.enrollments", key, null);
            return;
        }
        List<String> courses = List.copyOf(tables.courses.keySet());
        Enrollment enrollment =
                new Enrollment(
                        "user-%02d".formatted(random.nextInt(USERS)),
                        courses.get(random.nextInt(courses.size())));
        if (!tables.isEnrolled(enrollment.user(), enrollment.course())) {
            tables.enrollments.put(id, enrollment);
            tasks.change("learning.enrollments", key, enrollment.row(id));
        }
    }

    private void ask(ShuffledTasks tasks, String user) {
        tasks.change(
                "learning.recommendation_refreshes",
                RowKey.of(user),
                Rows.row(
                        "user_id",
                        user,
                        "asked_at",
                        "2020-01-01T00:00:00.%06dZ".formatted(++asked)));
    }
}
