package dev.millrace.streams.courseprogress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.courseprogress.CourseModel.Enrollment;
import dev.millrace.streams.courseprogress.CourseModel.Lesson;
import dev.millrace.streams.courseprogress.CourseModel.Mark;
import dev.millrace.streams.courseprogress.CourseModel.Progress;
import dev.millrace.streams.fanout.ShuffledTasks;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random changes, delivered between partitions in random order, against plain counting. */
class CourseProgressShuffleTest {

    private static final List<String> COURSES = List.of("algebra", "botany", "chess");
    private static final List<String> USERS = List.of("ada", "bob", "cleo", "dan");

    private final CourseModel model = new CourseModel();
    private int ids;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.millrace.streams.fanout.ShuffledTasks#seeds")
    void rowsEqualWhatCanBeCounted(long seed, @TempDir Path folder) {
        Random random = new Random(seed);
        try (ShuffledTasks tasks =
                new ShuffledTasks(
                        DerivedStores.COURSE_PROGRESS,
                        CourseProgressTopology::build,
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
                        .isEqualTo(model.expected());
            }
            assertThat(tasks.emitted())
                    .as("seed %d, no row ever counts more lessons than there are", seed)
                    .allMatch(row ->
                            row.integer("completed_lessons") <= row.integer("total_lessons"));

            vanish(tasks);
            tasks.drain();

            assertThat(tasks.rows()).as("seed %d, everything deleted", seed).isEmpty();
        }
    }

    private void change(ShuffledTasks tasks, Random random) {
        switch (random.nextInt(12)) {
            case 0 -> lesson(tasks, new Lesson(id("lesson"), course(random), random.nextBoolean()));
            case 1, 2 -> changeLesson(tasks, random);
            case 3 -> enroll(tasks, random);
            case 4 -> changeEnrollment(tasks, random);
            case 5, 6, 7, 8 -> study(tasks, random);
            case 9 -> forget(tasks, random);
            case 10 -> mark(tasks, random, model.notes, "learning.user_notes");
            default -> mark(tasks, random, model.bookmarks, "learning.user_bookmarks");
        }
    }

    private void lesson(ShuffledTasks tasks, Lesson lesson) {
        model.lessons.add(lesson);
        tasks.change("learning.lessons", lesson.key(), lesson.row());
    }

    private void changeLesson(ShuffledTasks tasks, Random random) {
        Lesson old = taken(model.lessons, random);
        if (old == null) {
            return;
        }
        switch (random.nextInt(4)) {
            case 0 -> tasks.change("learning.lessons", old.key(), null);
            case 1 -> lesson(tasks, new Lesson(old.id(), course(random), old.published()));
            default -> lesson(tasks, new Lesson(old.id(), old.course(), !old.published()));
        }
    }

    private void enroll(ShuffledTasks tasks, Random random) {
        add(tasks, new Enrollment(id("enrollment"), user(random), course(random)));
    }

    private void changeEnrollment(ShuffledTasks tasks, Random random) {
        Enrollment old = taken(model.enrollments, random);
        if (old == null) {
            return;
        }
        Enrollment moved =
                switch (random.nextInt(3)) {
                    case 0 -> new Enrollment(old.id(), old.user(), course(random));
                    case 1 -> new Enrollment(old.id(), user(random), old.course());
                    // Deleted and inserted again under another id: two partitions, no order.
                    default -> new Enrollment(id("enrollment"), old.user(), old.course());
                };
        if (!moved.id().equals(old.id()) || taken(moved)) {
            tasks.change("learning.enrollments", old.key(), null);
        }
        add(tasks, moved);
    }

    private void add(ShuffledTasks tasks, Enrollment enrollment) {
        if (!taken(enrollment)) {
            model.enrollments.add(enrollment);
            tasks.change("learning.enrollments", enrollment.key(), enrollment.row());
        }
    }

    private boolean taken(Enrollment enrollment) {
        return model.enrollments.stream()
                .anyMatch(e ->
                        e.user().equals(enrollment.user())
                                && e.course().equals(enrollment.course()));
    }

    private void study(ShuffledTasks tasks, Random random) {
        if (model.lessons.isEmpty()) {
            return;
        }
        String user = user(random);
        String lesson = model.lessons.get(random.nextInt(model.lessons.size())).id();
        Integer completed = random.nextBoolean() ? Integer.valueOf(random.nextInt(1000)) : null;
        Progress progress =
                new Progress(user, lesson, random.nextInt(100), random.nextInt(1000), completed);
        model.progress.removeIf(p -> p.user().equals(user) && p.lesson().equals(lesson));
        model.progress.add(progress);
        tasks.change("learning.lesson_progress", progress.key(), progress.row());
        if (random.nextInt(5) == 0) {
            tasks.change("learning.lesson_progress", progress.key(), progress.row());
        }
    }

    private void forget(ShuffledTasks tasks, Random random) {
        Progress old = taken(model.progress, random);
        if (old != null) {
            tasks.change("learning.lesson_progress", old.key(), null);
        }
    }

    private void mark(ShuffledTasks tasks, Random random, List<Mark> marks, String table) {
        Mark old = random.nextInt(3) == 0 ? taken(marks, random) : null;
        if (old != null && random.nextBoolean()) {
            tasks.change(table, old.key(), null);
            return;
        }
        if (model.lessons.isEmpty()) {
            return;
        }
        String lesson = model.lessons.get(random.nextInt(model.lessons.size())).id();
        Mark mark = new Mark(old == null ? id("mark") : old.id(), user(random), lesson);
        marks.add(mark);
        tasks.change(table, mark.key(), mark.row());
    }

    private void vanish(ShuffledTasks tasks) {
        model.lessons.forEach(row -> tasks.change("learning.lessons", row.key(), null));
        model.enrollments.forEach(row -> tasks.change("learning.enrollments", row.key(), null));
        model.progress.forEach(row -> tasks.change("learning.lesson_progress", row.key(), null));
    }

    private String id(String kind) {
        return kind + "-" + ++ids;
    }

    private static String course(Random random) {
        return COURSES.get(random.nextInt(COURSES.size()));
    }

    private static String user(Random random) {
        return USERS.get(random.nextInt(USERS.size()));
    }

    private static <T> @Nullable T taken(List<T> rows, Random random) {
        return rows.isEmpty() ? null : rows.remove(random.nextInt(rows.size()));
    }
}
