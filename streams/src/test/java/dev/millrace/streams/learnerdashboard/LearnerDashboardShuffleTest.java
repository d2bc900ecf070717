package dev.millrace.streams.learnerdashboard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowSerde;
import dev.millrace.streams.Rows;
import dev.millrace.streams.fanout.ShuffledTables;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random changes, delivered between partitions in random order, against plain sorting. */
class LearnerDashboardShuffleTest {

    private static final String USERS = "identity.users";
    private static final String COURSES = "learning.courses";
    private static final String ENROLLMENTS = "learning.enrollments";
    private static final String COMPLETIONS = "learning.course_completions";
    private static final String LESSON_PROGRESS = "learning.lesson_progress";
    private static final String ACHIEVEMENTS = "learning.user_achievements";
    private static final List<String> PEOPLE = List.of("ada", "bob", "cleo");
    private static final List<String> SUBJECTS =
            List.of("algebra", "botany", "civics", "drama", "ethics", "french", "golf");

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("dev.millrace.streams.fanout.ShuffledTasks#seeds")
    void rowsEqualWhatFollowsFromTheTables(long seed, @TempDir Path folder) {
        ShuffledTables.compare(
                seed,
                folder,
                DerivedStores.LEARNER_DASHBOARD,
                LearnerDashboardTopology::build,
                LearnerDashboardShuffleTest::change,
                tables ->
                        tables.rows(USERS).stream()
                                .filter(user -> user.textOrNull("deleted_at") == null)
                                .map(user -> expected(tables, user.text("id")))
                                .toList());
    }

    private static void change(ShuffledTables tables) {
        Random random = tables.random();
        String user = tables.any(PEOPLE);
        String course = tables.any(SUBJECTS);
        switch (random.nextInt(10)) {
            case 0 ->
                    tables.putOrDelete(
                            USERS,
                            RowKey.of(user),
                            Rows.row("id", user, "deleted_at", maybe(random, time(9))));
            case 1 ->
                    tables.putOrDelete(
                            COURSES,
                            RowKey.of(course),
                            Rows.row(
                                    "id",
                                    course,
                                    "title",
                                    course + " " + random.nextInt(3),
                                    "status",
                                    tables.any(List.of("published", "published", "draft"))));
            case 2, 3, 4 -> {
                // Two of a person in one course are shown alike, so their order does not matter.
                String id = "enrollment" + random.nextInt(24);
                tables.putOrDelete(
                        ENROLLMENTS,
                        RowKey.of(id),
                        Rows.row(
                                "id", id,
                                "user_id", user,
                                "course_id", course,
                                "status", random.nextInt(4) == 0 ? "expired" : "active",
                                "last_accessed_at", maybe(random, time(random.nextInt(5)))));
            }
            case 5, 6 ->
                    tables.putOrDelete(
                            DerivedStores.COURSE_PROGRESS,
                            RowKey.of(user, course),
                            1,
                            Rows.row(
                                    "progress_percentage",
                                            BigDecimal.valueOf(random.nextInt(10_001), 2)
                                                    .toPlainString(),
                                    "last_accessed_at", maybe(random, time(random.nextInt(5)))));
            case 7 -> {
                String id = "completion" + random.nextInt(12);
                tables.putOrDelete(COMPLETIONS, RowKey.of(id), Rows.row("id", id, "user_id", user));
            }
            case 8 -> {
                String id = "achievement" + random.nextInt(12);
                tables.putOrDelete(
                        ACHIEVEMENTS, RowKey.of(id), Rows.row("id", id, "user_id", user));
            }
            default -> {
                String lesson = "lesson" + random.nextInt(5);
                tables.putOrDelete(
                        LESSON_PROGRESS,
                        RowKey.of(user, lesson),
                        Rows.row(
                                "user_id", user,
                                "lesson_id", lesson,
                                "total_time_spent_seconds", random.nextInt(3) * 50));
            }
        }
    }

    private record Shown(String course, String title, String progress, @Nullable String accessed) {}

    private static Row expected(ShuffledTables tables, String user) {
        List<Shown> active = new ArrayList<>();
        for (Row enrollment : of(user, tables, ENROLLMENTS)) {
            RowKey course = RowKey.of(enrollment.text("course_id"));
            Row published = tables.row(COURSES, course);
            if (published != null
                    && published.text("status").equals("published")
                    && enrollment.text("status").equals("active")) {
                Row progress =
                        tables.row(
                                DerivedStores.COURSE_PROGRESS.name(),
                                RowKey.of(user, course.value(0)));
                String ofProgress =
                        progress == null ? null : progress.textOrNull("last_accessed_at");
                active.add(
                        new Shown(
                                course.value(0),
                                published.text("title"),
                                progress == null ? "0.00" : progress.text("progress_percentage"),
                                ofProgress == null
                                        ? enrollment.textOrNull("last_accessed_at")
                                        : ofProgress));
            }
        }
        active.sort(
                Comparator.comparing(
                                Shown::accessed,
                                Comparator.nullsLast(Comparator.<String>reverseOrder()))
                        .thenComparing(Shown::course));
        Row row =
                Rows.row(
                        "user_id", user,
                        "active_enrollments", active.size(),
                        "completed_courses", of(user, tables, COMPLETIONS).size(),
                        "total_study_seconds",
                                of(user, tables, LESSON_PROGRESS).stream()
                                        .mapToLong(p -> p.integer("total_time_spent_seconds"))
                                        .sum(),
                        "achievements", of(user, tables, ACHIEVEMENTS).size());
        ArrayNode recent = row.json().putArray("recent_courses");
        active.stream().limit(5).forEach(shown -> add(recent, shown));
        return RowSerde.fromBytes(RowSerde.toBytes(row));
    }

    private static void add(ArrayNode recent, Shown shown) {
        ObjectNode course = recent.addObject();
        course.put("course_id", shown.course());
        course.put("title", shown.title());
        course.put("progress", new BigDecimal(shown.progress()));
        course.put(
                "last_accessed",
                shown.accessed() == null ? null : shown.accessed().replace("Z", "+00:00"));
    }

    private static List<Row> of(String user, ShuffledTables tables, String table) {
        return tables.rows(table).stream().filter(row -> row.text("user_id").equals(user)).toList();
    }

    private static @Nullable String maybe(Random random, String value) {
        return random.nextInt(3) == 0 ? null : value;
    }

    private static String time(int second) {
        return "2026-01-01T00:00:0%dZ".formatted(second);
    }
}
