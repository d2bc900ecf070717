package dev.millrace.launcher.acceptance;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Progress of learners. */
@ExtendWith(SharedProgram.class)
class LearningAcceptanceIT {

    private final Sql sql;
    private final Fixtures fixtures;

    LearningAcceptanceIT(Sql sql) {
        this.sql = sql;
        this.fixtures = new Fixtures(sql);
    }

    // E10
    @Test
    void theLastTwoLessonsCompletedAtOnceCompleteTheCourse() throws SQLException {
        Fixtures.Course course = fixtures.course(4);
        UUID user = fixtures.user();
        fixtures.enroll(user, course);
        fixtures.complete(user, course.lessons().get(0));
        fixtures.complete(user, course.lessons().get(1));
        sql.eventually("50.00", progress(user, course));

        try (Connection one = sql.session();
                Connection two = sql.session()) {
            Sql.execute(one, Fixtures.completion(user, course.lessons().get(2)));
            Sql.execute(two, Fixtures.completion(user, course.lessons().get(3)));
            one.commit();
            two.commit();
        }

        sql.eventually("100.00", progress(user, course));
        sql.eventually(
                "1",
                """
                select count(*) from learning.course_completions
                where user_id = '%s' and course_id = '%s'
                """
                        .formatted(user, course.id()));
    }

    // E11
    @Test
    void progressIsRightAfterEveryCorrection() throws SQLException {
        Fixtures.Course course = fixtures.course(4);
        UUID user = fixtures.user();
        fixtures.enroll(user, course);

        // Inserted as completed, where a trigger on updates would see nothing.
        for (int lesson = 0; lesson < 3; lesson++) {
            fixtures.complete(user, course.lessons().get(lesson));
        }
        awaitProgress("75.00", user, course);

        sql.app(
                """
                update learning.lesson_progress set status = 'in_progress', completed_at = null
                where user_id = '%s' and lesson_id = '%s'
                """
                        .formatted(user, course.lessons().get(0)));
        awaitProgress("50.00", user, course);

        fixtures.lesson(course, 5);
        awaitProgress("40.00", user, course);

        sql.app("delete from learning.lessons where id = '%s'".formatted(course.lessons().get(1)));
        awaitProgress("25.00", user, course);
    }

    // E16
    @Test
    void theDashboardShowsTheFiveCoursesUsedLast() throws SQLException {
        UUID user = fixtures.user();
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            Fixtures.Course course = fixtures.course(1);
            fixtures.enroll(user, course);
            sql.app(
                    """
                    insert into learning.lesson_progress (user_id, lesson_id, status,
                        last_accessed_at, total_time_spent_seconds)
                    values ('%s', '%s', 'in_progress', now() - interval '%d hours', 100)
                    """
                            .formatted(user, course.lessons().getFirst(), i));
            if (i < 5) {
                expected.append(i == 0 ? "" : "\n").append(course.id());
            }
        }
        Fixtures.Course done = fixtures.course(1);
        sql.app(
                """
                insert into learning.enrollments (user_id, course_id, status)
                values ('%1$s', '%2$s', 'completed');
                insert into learning.course_completions (user_id, course_id)
                values ('%1$s', '%2$s');
                insert into learning.user_achievements (user_id, achievement_code, title)
                values ('%1$s', 'first', 'First'), ('%1$s', 'second', 'Second')
                """
                        .formatted(user, done.id()));
        String dashboard = "from derived.learner_dashboard d where user_id = '%s'".formatted(user);

        sql.eventually(
                "7|1|700|2",
                "select active_enrollments, completed_courses, total_study_seconds, achievements "
                        + dashboard);
        sql.eventually(
                expected.toString(),
                """
                select c ->> 'course_id'
                from derived.learner_dashboard,
                    jsonb_array_elements(recent_courses) with ordinality as r (c, place)
                where user_id = '%s'
                order by place
                """
                        .formatted(user));
        sql.eventuallyAsOracle("learner_dashboard", "s.user_id = '%s'".formatted(user));
        // Nothing else is told: no password, token or number of a document.
        sql.eventually(
                "course_id\nlast_accessed\nprogress\ntitle",
                """
                select distinct jsonb_object_keys(c) as name
                from derived.learner_dashboard, jsonb_array_elements(recent_courses) c
                where user_id = '%s'
                order by name
                """
                        .formatted(user));
    }

    // E23
    @Test
    void notesAndBookmarksAreCounted() throws SQLException {
        Fixtures.Course course = fixtures.course(2);
        UUID user = fixtures.user();
        fixtures.enroll(user, course);

        sql.person(
                user,
                """
                insert into learning.user_notes (user_id, lesson_id, content)
                values ('%1$s', '%2$s', 'Look up'), ('%1$s', '%3$s', 'Try');
                insert into learning.user_bookmarks (user_id, lesson_id)
                values ('%1$s', '%3$s')
                """
                        .formatted(user, course.lessons().get(0), course.lessons().get(1)));

        sql.eventually(
                "2|1",
                """
                select notes_count, bookmarks_count
                from derived.course_progress where user_id = '%s' and course_id = '%s'
                """
                        .formatted(user, course.id()));
    }

    private void awaitProgress(String expected, UUID user, Fixtures.Course course)
            throws SQLException {
        sql.eventually(expected, progress(user, course));
        sql.eventuallyAsOracle(
                "course_progress",
                "s.user_id = '%s' and s.course_id = '%s'".formatted(user, course.id()));
    }

    private static String progress(UUID user, Fixtures.Course course) {
        return """
        select progress_percentage
        from learning.enrollment_progress where user_id = '%s' and course_id = '%s'
        """
                .formatted(user, course.id());
    }
}
