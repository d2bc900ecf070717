package dev.millrace.schema.completions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** V13: one completion for each learner who reached the end of a course. */
class CompletionWriteBackIT extends RollbackTest {

    private UUID user = new UUID(0, 0);
    private UUID course = new UUID(0, 0);

    @BeforeEach
    void enroll() throws SQLException {
        user = rows.add("identity.users");
        course = rows.add("learning.courses");
        rows.add("learning.enrollments", "user_id", user, "course_id", course);
        become("millrace_writer");
    }

    @Test
    void aLearnerWhoReachedTheEndGetsOneCompletion() throws SQLException {
        assertThat(record(reached(user, "2026-03-02T10:11:12.123456Z"))).isEqualTo("1");
        assertThat(record(reached(user, "2026-05-05T00:00:00Z"))).isEqualTo("0");

        assertThat(completion()).isEqualTo("2026-03-02 10:11:12.123456 90 100.00");
    }

    @Test
    void theSameLearnerTwiceInOneCallGetsOneCompletion() throws SQLException {
        String twice =
                "["
                        + reached(user, "2026-03-02T10:00:00Z")
                        + ","
                        + reached(user, "2026-03-02T10:00:00Z")
                        + "]";

        assertThat(rows.text("select derived.record_course_completions(?)", twice)).isEqualTo("1");
    }

    @Test
    void whoeverIsNotEnrolledGetsNone() throws SQLException {
        assertThat(record(reached(UUID.randomUUID(), "2026-03-02T10:00:00Z"))).isEqualTo("0");
    }

    @Test
    void anEndThatTheTablesDoNotShowIsNotRecorded() throws SQLException {
        String ahead =
                reached(user, "2026-03-02T10:00:00Z").replace("{", "{\"completed_lessons\": 1, ");

        assertThat(record(ahead)).isEqualTo("0");
    }

    @Test
    void aRatingThatIsThereStays() throws SQLException {
        stepBack();
        rows.add("learning.course_completions", "user_id", user, "course_id", course, "rating", 4);
        become("millrace_writer");

        assertThat(record(reached(user, "2026-03-02T10:00:00Z"))).isEqualTo("0");

        stepBack();
        assertThat(rows.text("select rating from learning.course_completions")).isEqualTo("4");
    }

    @Test
    void onlyTheWriterMayCallIt() throws SQLException {
        for (String role : new String[] {"millrace_app", "millrace_capture", "millrace_analyst"}) {
            stepBack();
            become(role);
            assertForbidden(() -> record(reached(user, "2026-03-02T10:00:00Z")));
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

    private String reached(UUID learner, String at) {
        return """
        {"user_id": "%s", "course_id": "%s", "completed_at": "%s",
         "total_time_spent_seconds": 90}
        """
                .formatted(learner, course, at);
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
