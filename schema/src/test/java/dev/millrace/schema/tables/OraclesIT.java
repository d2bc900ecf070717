package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oracles against worked examples: figures that were reckoned by hand. */
class OraclesIT {

    private static final String PEOPLE =
            """
            insert into identity.users (id, email, display_name)
            select id(n), 'person' || n || '@example.org', 'Person ' || n
            from generate_series(1, 9) n
            """;

    private static TestDatabase database;

    private Connection connection;
    private DSLContext sql;

    @BeforeAll
    static void create() throws SQLException {
        database = TestDatabase.migrated();
        try (Connection connection = database.connect()) {
            DSL.using(connection)
                    .execute(
                            """
                            create function id(n bigint) returns uuid language sql immutable
                            return lpad(n::text, 32, '0')::uuid
                            """);
        }
    }

    @AfterAll
    static void drop() throws SQLException {
        database.close();
    }

    /** Each test runs in a transaction that is rolled back. */
    @BeforeEach
    void begin() throws SQLException {
        connection = database.connect();
        connection.setAutoCommit(false);
        sql = DSL.using(connection);
        sql.execute(PEOPLE);
    }

    @AfterEach
    void rollBack() throws SQLException {
        connection.rollback();
        connection.close();
    }

    @Test
    void everyStoreHasAnOracleWithItsColumns() {
        assertThat(DerivedStores.all())
                .allSatisfy(store ->
                        assertThat(columns("oracle", store.name()))
                                .containsExactlyElementsOf(
                                        columns("derived", store.name()).stream()
                                                .filter(c -> !c.equals(store.timeColumn()))
                                                // The weights' version is not recomputed.
                                                .filter(c -> !c.equals("model_version"))
                                                .toList()));
    }

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
    void matchScoresFollowTheWorkedExample() {
        givenAnApplicationForAProject();
        assertThat(match()).containsExactly("74.44 0.5000 1.0000 0.8000 1.0000 null");

        sql.execute("update projects.applications set budget_proposal_cents = 125000");
        assertThat(match()).containsExactly("74.50 0.5000 1.0000 0.8000 1.0000 0.7500");

        sql.execute("update projects.projects set latitude = 40");
        assertThat(match()).containsExactly("59.50 0.5000 1.0000 0.8000 0.0000 0.7500");
    }

    @Test
    void aProposalAboveABudgetOfNothingFitsNotAtAll() {
        givenAnApplicationForAProject();

        sql.execute("update projects.projects set budget_min_cents = 0, budget_max_cents = 0");
        sql.execute("update projects.applications set budget_proposal_cents = 1");

        assertThat(match()).containsExactly("67.00 0.5000 1.0000 0.8000 1.0000 0.0000");
    }

    @Test
    void certificationsThatAreNoListCountAsNone() {
        givenAnApplicationForAProject();

        sql.execute("update identity.user_profiles set certifications = '{}'");

        assertThat(match()).containsExactly("52.22 0.5000 0.0000 0.8000 1.0000 null");
    }

    @Test
    void practitionersCountPublishedReviewsAndSessionsOfALifetime() {
        sql.execute(
                """
                insert into wellness.practitioners (id, user_id, bio) values (id(1), id(1), 'bio')
                """);
        sql.execute(
                """
                insert into wellness.booking_registry (id, created_at)
                select id(n), now() from generate_series(1, 3) n
                """);
        sql.execute(
                """
                insert into wellness.reviews
                    (booking_id, reviewer_id, practitioner_id, rating, status)
                values (id(1), id(2), id(1), 5, 'published'), (id(2), id(2), id(1), 4, 'published'),
                    (id(3), id(2), id(1), 1, 'hidden')
                """);
        sql.execute(
                """
                insert into archive.bookings
                    (id, guest_email, kind, practitioner_id, scheduled_at, ends_at,
                    duration_minutes, session_type, status)
                values (id(9), 'guest@example.org', 'consultation', id(1), now(),
                    now() + interval '1 hour', 60, 'chat', 'completed')
                """);

        assertThat(
                        rows(
                                """
                                select rating_count, rating_sum, average_rating, total_sessions,
                                    no_show_count
                                from oracle.practitioner_stats
                                """))
                .containsExactly("2 9 4.50 1 0");
    }

    @Test
    void meetingsCountExternalGuestsAndAverageThoseWhoAttended() {
        sql.execute(
                """
                insert into engagement.meetings
                    (id, title, scheduled_date, start_time, starts_at)
                values (id(1), 'Meeting', current_date, '10:00', now())
                """);
        sql.execute(
                """
                insert into engagement.meeting_attendances
                    (meeting_id, user_id, status, is_external_domain, join_duration_minutes)
                values (id(1), id(1), 'attended', false, 60), (id(1), id(2), 'attended', true, 30),
                    (id(1), id(3), 'declined', true, null)
                """);

        assertThat(
                        rows(
                                """
                                select invited_count, attended_count, external_invited_count,
                                    external_attended_count, avg_duration_minutes
                                from oracle.meeting_statistics
                                """))
                .containsExactly("3 2 2 1 45.00");
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

    @Test
    void everyForeignKeyHasAnIndex() {
        assertThat(rows("select * from oracle.foreign_keys_without_index")).isEmpty();
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

    /** Four skills, a certificate and five years are asked for; 13 km lie between the two. */
    private void givenAnApplicationForAProject() {
        sql.execute(
                """
                insert into projects.projects
                    (id, title, description, category, skills_required, certifications_required,
                    experience_required_years, budget_min_cents, budget_max_cents, latitude,
                    longitude)
                values (id(1), 'Project', 'description', 'electrical', '{a,B,c,d}', '{OSHA10}', 5,
                    50000, 100000, 34, -118)
                """);
        sql.execute(
                """
                insert into identity.user_profiles
                    (user_id, skills, certifications, years_experience, latitude, longitude)
                values (id(1), '{A," b",x}', '[{"name": "osha10"}]', 4, 34.117, -118)
                """);
        sql.execute(
                """
                insert into projects.applications
                    (project_id, user_id, proposal, experience_description, timeline_description)
                values (id(1), id(1), 'proposal', 'experience', 'timeline')
                """);
    }

    private List<String> match() {
        return rows(
                """
                select score, skills_part, certifications_part, experience_part, location_part,
                    budget_part
                from oracle.match_scores
                """);
    }

    private List<String> columns(String schema, String table) {
        return sql.fetch(
                        """
                        select column_name
                        from information_schema.columns
                        where table_schema = {0} and table_name = {1}
                        order by ordinal_position
                        """,
                        DSL.inline(schema), DSL.inline(table))
                .map(row -> row.get(0, String.class));
    }

    /** Each row as its values, separated by blanks. */
    private List<String> rows(String query) {
        return sql.fetch(query)
                .map(row ->
                        String.join(" ", row.intoList().stream().map(String::valueOf).toList()));
    }
}
