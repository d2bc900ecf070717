package dev.millrace.launcher.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A reader of a store is never shown half of a transaction. */
@ExtendWith(SharedProgram.class)
class WholeTransactionsAcceptanceIT {

    private static final int LEARNERS = 8;
    private static final int LESSONS = 12;
    private static final int TRANSACTIONS = 60;
    private static final int SHOWN_EACH = 6;

    private final Sql sql;
    private final Fixtures fixtures;

    WholeTransactionsAcceptanceIT(Sql sql) {
        this.sql = sql;
        this.fixtures = new Fixtures(sql);
    }

    @Test
    void lessonsThatAreCompletedTogetherCountTogether() throws Exception {
        // One lesson is never completed: a completion of the course would be written back.
        Fixtures.Course course = fixtures.course(LESSONS + 1);
        List<UUID> learners = new ArrayList<>();
        for (int i = 0; i < LEARNERS; i++) {
            learners.add(fixtures.user());
            fixtures.enroll(learners.getLast(), course);
        }
        // Enrollments are another table: a row that they make shows what is there of lessons.
        awaitCompleted(course, 0);
        CountDownLatch written = new CountDownLatch(1);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Long>> reading = executor.submit(() -> readUntil(written, course));
            try {
                for (int i = 1; i <= TRANSACTIONS; i++) {
                    sql.app(change(course, i % 2 == 1));
                    // Those that follow faster than they are shown may be shown together.
                    if (i <= SHOWN_EACH) {
                        awaitCompleted(course, i % 2 == 1 ? LESSONS : 0);
                    }
                }
                sql.app(change(course, true));
                awaitCompleted(course, LESSONS);
            } finally {
                written.countDown();
            }
            assertThat(reading.get())
                    .contains(0L, (long) LESSONS)
                    .hasSizeGreaterThanOrEqualTo(SHOWN_EACH);
        }
    }

    /** Until the store has a row of every learner that says so. */
    private void awaitCompleted(Fixtures.Course course, int lessons) throws SQLException {
        sql.eventually(
                Integer.toString(LEARNERS),
                """
                select count(*) from derived.course_progress
                where course_id = '%s' and completed_lessons = %d
                """
                        .formatted(course.id(), lessons));
    }

    /** What was shown of completed lessons, one of each run of equal values. */
    private List<Long> readUntil(CountDownLatch written, Fixtures.Course course)
            throws SQLException {
        List<Long> shown = new ArrayList<>();
        try (Connection connection = sql.session();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(true);
            while (written.getCount() > 0) {
                try (ResultSet row =
                        statement.executeQuery(
                                """
                                select completed_lessons from derived.course_progress
                                where course_id = '%s'
                                """
                                        .formatted(course.id()))) {
                    while (row.next()) {
                        long completed = row.getLong(1);
                        assertThat(completed).isIn(0L, (long) LESSONS);
                        if (shown.isEmpty() || shown.getLast() != completed) {
                            shown.add(completed);
                        }
                    }
                }
            }
        }
        return shown;
    }

    /** Every learner completes all lessons but the last, or takes all that back. */
    private static String change(Fixtures.Course course, boolean isCompleted) {
        String status = isCompleted ? "'completed', now()" : "'in_progress', null";
        return """
        insert into learning.lesson_progress (user_id, lesson_id, status, completed_at)
        select e.user_id, l.id, %s
        from learning.enrollments e, (
            select id from learning.lessons where course_id = '%s' order by order_index limit %d) l
        where e.course_id = '%s'
        on conflict (user_id, lesson_id) do update
        set status = excluded.status, completed_at = excluded.completed_at
        """
                .formatted(status, course.id(), LESSONS, course.id());
    }
}
