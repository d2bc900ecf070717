package dev.millrace.streams.courseprogress;

import static dev.millrace.streams.courseprogress.CourseModel.time;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.Rows;
import dev.millrace.streams.StoreTestDriver;
import dev.millrace.streams.courseprogress.CourseModel.Enrollment;
import dev.millrace.streams.courseprogress.CourseModel.Lesson;
import dev.millrace.streams.courseprogress.CourseModel.Mark;
import dev.millrace.streams.courseprogress.CourseModel.Progress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourseProgressTopologyTest {

    private static final RowKey ADA_IN_ALGEBRA = RowKey.of("ada", "algebra");

    @TempDir Path folder;
    private StoreTestDriver store;

    @BeforeEach
    void start() {
        store =
                new StoreTestDriver(
                        DerivedStores.COURSE_PROGRESS, CourseProgressTopology::build, folder);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void enrollmentWithoutAnythingIsARowOfZeros() {
        enroll("ada", "algebra");

        assertThat(row())
                .isEqualTo(
                        Rows.row(
                                "user_id",
                                "ada",
                                "course_id",
                                "algebra",
                                "total_lessons",
                                0,
                                "completed_lessons",
                                0,
                                "progress_percentage",
                                "0.00",
                                "total_time_spent_seconds",
                                0,
                                "notes_count",
                                0,
                                "bookmarks_count",
                                0,
                                "last_accessed_at",
                                null,
                                "completed_at",
                                null));
    }

    @Test
    void threeOfFourLessonsAreThreeQuartersAndTheFourthCompletes() {
        enroll("ada", "algebra");
        lessons(4);

        complete(1, 10);
        complete(2, 20);
        complete(3, 15);
        assertThat(row().text("progress_percentage")).isEqualTo("75.00");
        assertThat(row().textOrNull("completed_at")).isNull();

        complete(4, 18);
        assertThat(row().text("progress_percentage")).isEqualTo("100.00");
        assertThat(row().text("completed_at")).isEqualTo(time(20));
    }

    @Test
    void progressIsTruncated() {
        enroll("ada", "algebra");
        lessons(3);

        complete(1, 10);
        complete(2, 20);

        assertThat(row().text("progress_percentage")).isEqualTo("66.66");
    }

    @Test
    void correctionsGoBothWays() {
        complete(1, 10);
        lessons(2);
        enroll("ada", "algebra");
        assertThat(row().text("progress_percentage")).isEqualTo("50.00");

        put(new Progress("ada", "lesson-1", 5, 30, null));
        assertThat(row().text("progress_percentage")).isEqualTo("0.00");

        complete(1, 40);
        put(new Lesson("lesson-3", "algebra", true));
        assertThat(row().text("progress_percentage")).isEqualTo("33.33");

        store.change("learning.lessons", RowKey.of("lesson-3"), null);
        put(new Lesson("lesson-2", "algebra", false));
        assertThat(row().text("progress_percentage")).isEqualTo("100.00");
    }

    @Test
    void timeAndAccessCountInUnpublishedLessonsToo() {
        enroll("ada", "algebra");
        put(new Lesson("lesson-1", "algebra", false));

        put(new Progress("ada", "lesson-1", 30, 10, 10));

        assertThat(row().integer("total_time_spent_seconds")).isEqualTo(30);
        assertThat(row().text("last_accessed_at")).isEqualTo(time(10));
        assertThat(row().integer("completed_lessons")).isZero();
    }

    @Test
    void latestAccessFallsBackWhenItsRowGoes() {
        enroll("ada", "algebra");
        lessons(2);
        complete(1, 10);
        complete(2, 20);

        store.change("learning.lesson_progress", RowKey.of("ada", "lesson-2"), null);

        assertThat(row().text("last_accessed_at")).isEqualTo(time(10));
    }

    @Test
    void notesAndBookmarksAreCounted() {
        enroll("ada", "algebra");
        lessons(1);

        mark("learning.user_notes", new Mark("note-1", "ada", "lesson-1"));
        mark("learning.user_notes", new Mark("note-2", "ada", "lesson-1"));
        mark("learning.user_bookmarks", new Mark("mark-1", "ada", "lesson-1"));

        assertThat(row().integer("notes_count")).isEqualTo(2);
        assertThat(row().integer("bookmarks_count")).isEqualTo(1);
    }

    @Test
    void withdrawnLessonNeverShowsACompletionThatWasNot() {
        enroll("ada", "algebra");
        lessons(4);
        complete(1, 10);
        complete(2, 20);
        complete(3, 30);
        store.emitted();

        put(new Lesson("lesson-1", "algebra", false));
        put(new Lesson("lesson-2", "botany", true));

        assertThat(store.emitted())
                .extracting(TestRecord::value)
                .allMatch(row -> row.textOrNull("completed_at") == null)
                .allMatch(row -> row.integer("completed_lessons") < row.integer("total_lessons"));
    }

    @Test
    void movedEnrollmentLeavesOneCourseForTheOther() {
        lessons(1);
        complete(1, 10);
        put(new Enrollment("e1", "ada", "botany"));

        put(new Enrollment("e1", "ada", "algebra"));

        assertThat(store.rows()).containsOnlyKeys(ADA_IN_ALGEBRA);
        assertThat(row().text("progress_percentage")).isEqualTo("100.00");
    }

    @Test
    void rowsThatChangeNothingEmitNothing() {
        enroll("ada", "algebra");
        lessons(2);
        complete(1, 10);
        store.emitted();

        enroll("ada", "algebra");
        lessons(2);
        complete(1, 10);

        assertThat(store.emitted()).isEmpty();
    }

    @Test
    void outputCarriesTheCommitThatCausedIt() {
        enroll("ada", "algebra");
        lessons(2);
        store.emitted();

        complete(1, 10);

        assertThat(store.emitted())
                .singleElement()
                .extracting(record ->
                        new String(
                                record.headers().lastHeader(Headers.COMMIT_TIME).value(),
                                StandardCharsets.UTF_8))
                .isEqualTo(Long.toString(store.commitMicros()));
    }

    private Row row() {
        return Objects.requireNonNull(store.rows().get(ADA_IN_ALGEBRA));
    }

    private void enroll(String user, String course) {
        put(new Enrollment("enrollment-of-" + user, user, course));
    }

    private void lessons(int count) {
        for (int lesson = 1; lesson <= count; lesson++) {
            put(new Lesson("lesson-" + lesson, "algebra", true));
        }
    }

    private void complete(int lesson, int second) {
        put(new Progress("ada", "lesson-" + lesson, 5, second, second));
    }

    private void put(Lesson lesson) {
        store.change("learning.lessons", lesson.key(), lesson.row());
    }

    private void put(Enrollment enrollment) {
        store.change("learning.enrollments", enrollment.key(), enrollment.row());
    }

    private void put(Progress progress) {
        store.change("learning.lesson_progress", progress.key(), progress.row());
    }

    private void mark(String table, Mark mark) {
        store.change(table, mark.key(), mark.row());
    }
}
