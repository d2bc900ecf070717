package dev.millrace.schema.completions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** V13: one completion for each learner who reached the end of a course. */
class CompletionWriteBackIT extends RollbackTest {

    private UUID user = new UUID(0, 0);
    private UUID course = new UUID(0, 0);
    private UUID module = new UUID(0, 0);
    private int lessons;

    @BeforeEach
    void enroll() throws SQLException {
        user = rows.add("identity.users");
        course = rows.add("learning.courses");
        module = rows.add("learning.course_modules", "course_id", course);
        lesson("2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z", 50);
        lesson("2026-01-01T00:00:00Z", "2026-03-02T10:11:12.123456Z", 40);
        rows.add("learning.enrollments", "user_id", user, "course_id", course);
        become("millrace_writer");
    }

    @Test
    void aLearnerWhoReachedTheEndGetsOneCompletion() throws SQLException {
        assertThat(record(reached(user))).isEqualTo("1");
        assertThat(record(reached(user))).isEqualTo("0");

        assertThat(completion()).isEqualTo("2026-03-02 10:11:12.123456 90 100.00");
    }

    @Test
    void theSameLearnerTwiceInOneCallGetsOneCompletion() throws SQLException {
        String twice = "[" + reached(user) + "," + reached(user) + "]";

        assertThat(rows.text("select derived.record_course_completions(?)", twice)).isEqualTo("1");
    }

    @Test
    void whoeverIsNotEnrolledGetsNone() throws SQLException {
        assertThat(record(reached(UUID.randomUUID()))).isEqualTo("0");
    }

    @Test
    void aCourseThatTheTablesDoNotShowAsDoneIsNotCompleted() throws SQLException {
        stepBack();
        lesson("2026-01-01T00:00:00Z", null, 7);
        become("millrace_writer");

        assertThat(record(reached(user))).isEqualTo("0");
        assertThat(record(reachedAsOf("2026-03-02T10:11:13Z"))).isEqualTo("0");
    }

    @Test
    void aLessonMadeLaterTakesNothingAway() throws SQLException {
        stepBack();
        lesson("2026-03-03T00:00:00Z", null, 7);
        become("millrace_writer");

        // Of a copy of the tables nobody knows what they were before.
        assertThat(record(reached(user))).isEqualTo("0");
        assertThat(record(reachedAsOf("2026-03-02T10:11:13Z"))).isEqualTo("1");
        assertThat(completion()).isEqualTo("2026-03-02 10:11:12.123456 97 100.00");
    }

    @Test
    void aCourseWithoutLessonsIsNeverDone() throws SQLException {
        stepBack();
        rows.execute("update learning.lessons set is_published = false");
        become("millrace_writer");

        assertThat(record(reached(user))).isEqualTo("0");
    }

    @Test
    void aRatingThatIsThereStays() throws SQLException {
        stepBack();
        rows.add("learning.course_completions", "user_id", user, "course_id", course, "rating", 4);
        become("millrace_writer");

        assertThat(record(reached(user))).isEqualTo("0");

        stepBack();
        assertThat(rows.text("select rating from learning.course_completions")).isEqualTo("4");
    }

    @Test
    void onlyTheWriterMayCallIt() throws SQLException {
        for (String role : new String[] {"millrace_app", "millrace_capture", "millrace_analyst"}) {
            stepBack();
            become(role);
            assertForbidden(() -> record(reached(user)));
        }
    }

    @Test
    void theWriterReachesCompletionsInNoOtherWay() throws SQLException {
        assertForbidden(() -> rows.text("select id from learning.course_completions"));
        assertForbidden(() -> rows.execute("delete from learning.course_completions"));
    }

    private String record(String row) throws SQLException {
        return String.valueOf(
                rows.text("select derived.record_course_completions(?)", "[" + row + "]"));
    }

    private String reached(UUID learner) {
        return """
        {"user_id": "%s", "course_id": "%s"}
        """
                .formatted(learner, course);
    }

    private String reachedAsOf(String commit) {
        return """
        {"user_id": "%s", "course_id": "%s", "as_of": "%s"}
        """
                .formatted(user, course, commit);
    }

    /** A published lesson, that the learner has begun at least. */
    private void lesson(String createdAt, @Nullable String completedAt, int seconds)
            throws SQLException {
        UUID lesson =
                rows.add(
                        "learning.lessons",
                        "course_id",
                        course,
                        "module_id",
                        module,
                        "order_index",
                        ++lessons,
                        "slug",
                        "lesson-" + lessons,
                        "is_published",
                        true,
                        "created_at",
                        Timestamp.from(Instant.parse(createdAt)));
        rows.add(
                "learning.lesson_progress",
                "user_id",
                user,
                "lesson_id",
                lesson,
                "status",
                completedAt == null ? "in_progress" : "completed",
                "completed_at",
                completedAt == null ? null : Timestamp.from(Instant.parse(completedAt)),
                "total_time_spent_seconds",
                seconds);
    }

    private String completion() throws SQLException {
        stepBack();
        return String.valueOf(
                rows.text(
                        """
                        select concat_ws(' ', completed_at at time zone 'UTC',
                            total_time_spent_seconds, completion_percentage)
                        from learning.course_completions
                        where user_id = ? and course_id = ?
                        """,
                        user,
                        course));
    }
}
