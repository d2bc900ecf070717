package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The oracles of courses against worked examples. */
class CourseOraclesIT extends WorkedExamples {

    @Test
    void aCourseCountsEachOfItsRelationsOnce() {
        givenACourseWithFourLessonsThreeLearnersAndTwoPurchases();

        assertThat(
                        rows(
                                """
                                select enrollment_count, completion_count, completion_rate,
                                    avg_progress_percentage, rating_count, average_rating,
                                    purchase_count, gross_revenue_cents, refunded_cents,
                                    net_revenue_cents, lesson_count
                                from oracle.course_statistics
                                """))
                .containsExactly("3 2 66.67 33.33 1 5.00 2 18000 3000 15000 4");
    }

    @Test
    void progressCountsPublishedLessonsOnly() {
        givenACourseWithFourLessonsThreeLearnersAndTwoPurchases();
        sql.execute("update learning.lessons set is_published = false where order_index = 4");
        sql.execute(
                """
                update learning.lesson_progress set status = 'in_progress', completed_at = null
                where lesson_id = id(103)
                """);

        assertThat(
                        rows(
                                """
                                select total_lessons, completed_lessons, progress_percentage,
                                    completed_at
                                from oracle.course_progress
                                order by user_id
                                """))
                .containsExactly("3 2 66.66 null", "3 0 0.00 null", "3 0 0.00 null");
    }

    @Test
    void newerCoursesAreRecommendedBeforeOlderOnesOfEqualMerit() {
        sql.execute(
                """
                insert into learning.courses
                    (id, source_system, title, slug, instructor_name, status, published_at)
                select id(n), 'edu7p', 'Course', 'course-' || n, 'Name', 'published',
                    '2026-01-01 00:00+00'::timestamptz - days
                from (values (1, interval '1 day'), (2, interval '365 days')) v (n, days)
                """);
        sql.execute(
                """
                insert into learning.enrollments (user_id, course_id)
                select id(u), id(c) from generate_series(1, 9) u, generate_series(1, 2) c
                """);
        sql.execute(
                """
                insert into learning.course_completions (user_id, course_id, rating)
                values (id(1), id(1), 4), (id(1), id(2), 4)
                """);
        sql.execute(
                """
                insert into identity.users (id, email, display_name)
                values (id(10), 'new@example.org', 'New')
                """);

        assertThat(
                        rows(
                                """
                                select course_id = id(1), score, rank
                                from oracle.course_recommendations('2026-01-01 00:00+00')
                                where user_id = id(10)
                                order by rank
                                """))
                .containsExactly("true 0.3567 1", "false 0.2600 2");
    }

    private void givenACourseWithFourLessonsThreeLearnersAndTwoPurchases() {
        sql.execute(
                """
                insert into learning.courses (id, source_system, title, slug, instructor_name)
                values (id(1), 'edu7p', 'Course', 'course', 'Name')
                """);
        sql.execute(
                """
                insert into learning.course_modules (id, course_id, title, order_index)
                values (id(1), id(1), 'Module', 1)
                """);
        sql.execute(
                """
                insert into learning.lessons
                    (id, course_id, module_id, title, slug, order_index, is_published)
                select id(100 + n), id(1), id(1), 'Lesson', 'lesson-' || n, n, true
                from generate_series(1, 4) n
                """);
        sql.execute(
                """
                insert into learning.enrollments (user_id, course_id)
                select id(n), id(1) from generate_series(1, 3) n
                """);
        sql.execute(
                """
                insert into learning.lesson_progress
                    (user_id, lesson_id, status, progress_percentage, completed_at)
                select id(1), id(100 + n), 'completed'::learning.progress_status, 100, now()
                from generate_series(1, 4) n
                union all
                select id(2), id(101), 'in_progress', 50, null
                """);
        sql.execute(
                """
                insert into learning.course_completions (user_id, course_id, rating)
                values (id(1), id(1), 5), (id(2), id(1), null)
                """);
        sql.execute(
                """
                insert into billing.payments
                    (id, source_system, user_id, amount_cents, payment_type, status, processed_at)
                values (id(1), 'edu7p', id(1), 10000, 'course', 'succeeded', now())
                """);
        sql.execute(
                """
                insert into billing.refunds
                    (payment_id, amount_cents, reason, status, processed_at, requested_by)
                values (id(1), 3000, 'customer_request', 'succeeded', now(), id(1))
                """);
        sql.execute(
                """
                insert into billing.course_purchases
                    (user_id, course_id, amount_cents, status, payment_id)
                values (id(1), id(1), 10000, 'completed', id(1)),
                    (id(2), id(1), 8000, 'completed', null), (id(3), id(1), 8000, 'failed', null)
                """);
    }
}
