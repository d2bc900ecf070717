package dev.millrace.launcher.acceptance;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The catalogue and the figures of a course. */
@ExtendWith(SharedProgram.class)
class CoursesAcceptanceIT {

    private final Sql sql;
    private final Fixtures fixtures;

    CoursesAcceptanceIT(Sql sql) {
        this.sql = sql;
        this.fixtures = new Fixtures(sql);
    }

    // E05
    @Test
    void aTagCountsTheCoursesThatHaveIt() throws SQLException {
        UUID tag = UUID.randomUUID();
        Fixtures.Course one = fixtures.course(0);
        Fixtures.Course two = fixtures.course(0);
        sql.app(
                """
                insert into learning.course_tags (id, name, slug) values ('%1$s', '%1$s', '%1$s');
                insert into learning.course_tag_map (course_id, tag_id)
                values ('%2$s', '%1$s'), ('%3$s', '%1$s')
                """
                        .formatted(tag, one.id(), two.id()));
        String usage =
                "select usage_count from derived.tag_usage where tag_id = '%s'".formatted(tag);
        sql.eventually("2", usage);

        sql.app(
                "delete from learning.course_tag_map where course_id = '%s' and tag_id = '%s'"
                        .formatted(one.id(), tag));

        sql.eventually("1", usage);
    }

    // E05
    @Test
    void aCategoryIsNotItsOwnParent() {
        sql.refused(
                "23514",
                """
                insert into learning.course_categories (id, name, slug, parent_id)
                values ('%1$s', '%1$s', '%1$s', '%1$s')
                """
                        .formatted(UUID.randomUUID()));
    }

    // E08
    @Test
    void downloadsOfAResourceAreCounted() throws SQLException {
        UUID resource = UUID.randomUUID();
        sql.app(
                """
                insert into learning.course_resources (id, course_id, title, file_url)
                values ('%1$s', '%2$s', 'Slides', 'https://files.example.org/slides');
                insert into analytics.user_activity_logs (user_id, activity_type, entity_type, entity_id)
                select '%3$s', 'resource_downloaded', 'course_resource', '%1$s'
                from generate_series(1, 3)
                """
                        .formatted(resource, fixtures.course(0).id(), fixtures.user()));

        sql.eventually(
                "3",
                "select download_count from derived.resource_downloads where resource_id = '%s'"
                        .formatted(resource));
    }

    // E12
    @Test
    void ratingsChangeAndGo() throws SQLException {
        Fixtures.Course course = fixtures.course(1);
        List<UUID> users = fixtures.users(2);
        for (UUID user : users) {
            fixtures.enroll(user, course);
        }
        sql.app(
                """
                insert into learning.course_completions (user_id, course_id)
                values ('%2$s', '%1$s'), ('%3$s', '%1$s')
                """
                        .formatted(course.id(), users.get(0), users.get(1)));
        String rating =
                "select rating_count, average_rating from learning.course_catalog where id = '%s'"
                        .formatted(course.id());
        String statistics =
                """
                select rating_count, average_rating, recommend_count
                from derived.course_statistics where course_id = '%s'
                """
                        .formatted(course.id());

        rate(users.get(0), course, "5, would_recommend = true");
        sql.eventually("1|5.00", rating);
        sql.eventually("1|5.00|1", statistics);

        rate(users.get(0), course, "3");
        sql.eventually("1|3.00", rating);

        rate(users.get(0), course, "null");
        sql.eventually("0|null", rating);
    }

    // E13
    @Test
    void theFiguresOfACourseAreThoseOfTheWorkedExample() throws SQLException {
        Fixtures.Course course = fixtures.course(4);
        List<UUID> learners = fixtures.users(3);
        for (UUID learner : learners) {
            fixtures.enroll(learner, course);
        }
        sql.app(
                """
                insert into learning.lesson_progress (user_id, lesson_id, status, completed_at)
                select '%2$s', id, 'completed', now()
                from learning.lessons where course_id = '%1$s';
                insert into learning.lesson_progress
                    (user_id, lesson_id, status, progress_percentage)
                values ('%3$s', '%4$s', 'in_progress', 50);
                insert into learning.course_completions (user_id, course_id, rating)
                values ('%2$s', '%1$s', 5), ('%3$s', '%1$s', null)
                """
                        .formatted(
                                course.id(),
                                learners.get(0),
                                learners.get(1),
                                course.lessons().getFirst()));
        UUID first = fixtures.payment(learners.get(0), "edu7p", "course", 10_000);
        UUID second = fixtures.payment(learners.get(1), "edu7p", "course", 8_000);
        sql.app(
                """
                insert into billing.course_purchases
                    (user_id, course_id, amount_cents, status, payment_id)
                values ('%2$s', '%1$s', 10000, 'completed', '%5$s'),
                    ('%3$s', '%1$s', 8000, 'completed', '%6$s'),
                    ('%4$s', '%1$s', 5000, 'failed', null)
                """
                        .formatted(
                                course.id(),
                                learners.get(0),
                                learners.get(1),
                                learners.get(2),
                                first,
                                second));
        sql.app(Fixtures.refund(second, learners.get(1), 3_000));

        sql.eventually(
                "3|2|66.67|33.33|1|5.00|2|18000|3000|15000",
                """
                select enrollment_count, completion_count, completion_rate,
                    avg_progress_percentage, rating_count, average_rating, purchase_count,
                    gross_revenue_cents, refunded_cents, net_revenue_cents
                from derived.course_statistics where course_id = '%s'
                """
                        .formatted(course.id()));
        sql.eventuallyAsOracle("course_statistics", "s.course_id = '%s'".formatted(course.id()));
    }

    // E15
    @Test
    void anEnrollmentThatMovesChangesBothCourses() throws SQLException {
        Fixtures.Course one = fixtures.course(1);
        Fixtures.Course two = fixtures.course(1);
        List<UUID> users = fixtures.users(3);
        for (UUID user : users) {
            fixtures.enroll(user, one);
        }
        sql.eventually("3|0", enrollments(one, two));

        sql.app(
                """
                update learning.enrollments set course_id = '%s'
                where user_id = '%s' and course_id = '%s'
                """
                        .formatted(two.id(), users.getFirst(), one.id()));

        sql.eventually("2|1", enrollments(one, two));
    }

    // A learner rates their own completion.
    private void rate(UUID user, Fixtures.Course course, String rating) throws SQLException {
        sql.person(
                user,
                """
                update learning.course_completions set rating = %s
                where user_id = '%s' and course_id = '%s'
                """
                        .formatted(rating, user, course.id()));
    }

    private static String enrollments(Fixtures.Course one, Fixtures.Course two) {
        return """
        select a.enrollment_count, b.enrollment_count
        from learning.course_catalog a, learning.course_catalog b
        where a.id = '%s' and b.id = '%s'
        """
                .formatted(one.id(), two.id());
    }
}
