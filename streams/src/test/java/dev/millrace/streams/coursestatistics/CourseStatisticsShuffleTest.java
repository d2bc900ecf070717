package dev.millrace.streams.coursestatistics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.coursestatistics.StatisticsTables.Completion;
import dev.millrace.streams.coursestatistics.StatisticsTables.Course;
import dev.millrace.streams.coursestatistics.StatisticsTables.Enrollment;
import dev.millrace.streams.coursestatistics.StatisticsTables.Entity;
import dev.millrace.streams.coursestatistics.StatisticsTables.Part;
import dev.millrace.streams.coursestatistics.StatisticsTables.Purchase;
import dev.millrace.streams.coursestatistics.StatisticsTables.Refund;
import dev.millrace.streams.fanout.ShuffledTasks;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random changes, delivered between partitions in random order, against plain counting. */
class CourseStatisticsShuffleTest {

    private static final List<String> COURSES = List.of("algebra", "botany", "chess");
    private static final List<String> USERS = List.of("ada", "bob", "cleo", "dan");
    private static final List<String> PAYMENTS = List.of("p1", "p2", "p3", "p4", "p5");
    private static final List<String> CURRENCIES = List.of("USD", "EUR");

    private final StatisticsTables tables = new StatisticsTables();
    private int ids;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.millrace.streams.fanout.ShuffledTasks#seeds")
    void rowsEqualWhatCanBeCounted(long seed, @TempDir Path folder) {
        Random random = new Random(seed);
        try (ShuffledTasks tasks =
                new ShuffledTasks(
                        DerivedStores.COURSE_STATISTICS,
                        CourseStatisticsTopology::build,
                        3,
                        random,
                        folder)) {
            for (int round = 0; round < 8; round++) {
                for (int step = 0; step < 40; step++) {
                    change(tasks, random);
                    tasks.deliver(random.nextInt(6));
                }
                tasks.drain();

                assertThat(tasks.rows())
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(tables.expected());
            }
            tables.courses.forEach(course -> tasks.change(course.table(), course.key(), null));
            tasks.drain();

            assertThat(tasks.rows()).as("seed %d, everything deleted", seed).isEmpty();
        }
    }

    private void change(ShuffledTasks tasks, Random random) {
        switch (random.nextInt(8)) {
            case 0 -> changeCourse(tasks, random);
            case 1, 2 -> {
                String kind =
                        any(
                                List.of(
                                        "learning.course_modules",
                                        "learning.lessons",
                                        "learning.assessments"),
                                random);
                change(tasks, random, tables.parts(kind), part(kind, random), (a, b) -> false);
            }
            case 3, 4 -> changeEnrollments(tasks, random);
            case 5 ->
                    change(
                            tasks,
                            random,
                            tables.completions,
                            completion(random),
                            (a, b) -> a.user().equals(b.user()) && a.course().equals(b.course()));
            case 6 -> change(tasks, random, tables.purchases, purchase(random), (a, b) -> false);
            default -> change(tasks, random, tables.refunds, refund(random), (a, b) -> false);
        }
    }

    /**
     * Inserts a row, deletes one, or changes one, which may move it anywhere.
     *
     * @param row makes the row of an id
     * @param clash whether two rows break a unique key; then the older one is deleted
     */
    private <T extends Entity> void change(
            ShuffledTasks tasks,
            Random random,
            List<T> rows,
            Function<String, T> row,
            BiPredicate<T, T> clash) {
        T old = rows.isEmpty() ? null : any(rows, random);
        int action = random.nextInt(4);
        if (old != null && action == 0) {
            delete(tasks, rows, old);
            return;
        }
        T changed = row.apply(old != null && action == 1 ? old.id() : "row-" + ++ids);
        rows.removeIf(other -> other.id().equals(changed.id()));
        List.copyOf(rows).stream()
                .filter(other -> clash.test(other, changed))
                .forEach(other -> delete(tasks, rows, other));
        rows.add(changed);
        tasks.change(changed.table(), changed.key(), changed.row());
    }

    private static <T extends Entity> void delete(ShuffledTasks tasks, List<T> rows, T row) {
        rows.remove(row);
        tasks.change(row.table(), row.key(), null);
    }

    private void changeCourse(ShuffledTasks tasks, Random random) {
        String id = any(COURSES, random);
        tables.courses.removeIf(course -> course.id().equals(id));
        if (random.nextInt(5) == 0) {
            tasks.change("learning.courses", RowKey.of(id), null);
            return;
        }
        Course course = new Course(id, any(CURRENCIES, random), random.nextInt(5) == 0);
        tables.courses.add(course);
        tasks.change(course.table(), course.key(), course.row());
    }

    private void changeEnrollments(ShuffledTasks tasks, Random random) {
        List<Enrollment> before = List.copyOf(tables.enrollments);
        change(
                tasks,
                random,
                tables.enrollments,
                enrollment(random),
                (a, b) -> a.user().equals(b.user()) && a.course().equals(b.course()));
        // The store of progress follows the enrollments, in its own time.
        before.stream()
                .filter(e -> !tables.enrollments.contains(e))
                .forEach(e -> progress(tasks, e, null));
        tables.enrollments.stream()
                .filter(e -> !before.contains(e))
                .forEach(e -> progress(tasks, e, e.progressRow()));
    }

    private static void progress(
            ShuffledTasks tasks, Enrollment enrollment, @Nullable Row progress) {
        tasks.changeIn(
                Topics.derived(DerivedStores.COURSE_PROGRESS).name(),
                tasks.partition(RowKey.of(enrollment.course())),
                enrollment.progressKey(),
                progress);
    }

    private static Function<String, Part> part(String table, Random random) {
        String course = any(COURSES, random);
        boolean published = random.nextBoolean();
        return id -> new Part(table, id, course, published);
    }

    private static Function<String, Enrollment> enrollment(Random random) {
        String user = any(USERS, random);
        String course = any(COURSES, random);
        String status = any(List.of("active", "completed", "expired"), random);
        int progress = random.nextInt(10_001);
        return id -> new Enrollment(id, user, course, status, progress);
    }

    private static Function<String, Completion> completion(Random random) {
        String user = any(USERS, random);
        String course = any(COURSES, random);
        Integer rating = random.nextInt(3) == 0 ? null : Integer.valueOf(1 + random.nextInt(5));
        Boolean recommended = random.nextInt(3) == 0 ? null : Boolean.valueOf(random.nextBoolean());
        return id -> new Completion(id, user, course, rating, recommended);
    }

    private static Function<String, Purchase> purchase(Random random) {
        String course = any(COURSES, random);
        String currency = any(CURRENCIES, random);
        String status =
                any(List.of("pending", "completed", "completed", "failed", "refunded"), random);
        int cents = random.nextInt(100);
        String payment = random.nextInt(4) == 0 ? null : any(PAYMENTS, random);
        return id -> new Purchase(id, course, currency, status, cents, payment);
    }

    private static Function<String, Refund> refund(Random random) {
        String payment = any(PAYMENTS, random);
        String status = any(List.of("pending", "succeeded"), random);
        int cents = 1 + random.nextInt(50);
        return id -> new Refund(id, payment, status, cents);
    }

    private static <T> T any(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
