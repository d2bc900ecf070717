package dev.millrace.schema.roles;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * E30: dashboards and the catalogue are read through indexes, also through the policies of rows. A
 * read that looks at a few hundred rows of 100,000 takes some milliseconds; time itself is not
 * measured here.
 */
class ReadsOfManyRowsIT extends RollbackTest {

    private static final int PEOPLE = 5_000;
    private static final int COURSES = 2_000;

    /** Each of the people is enrolled in so many. */
    private static final int ENROLLED = 20;

    /** Rows that a read may look at, those that it leaves out included. */
    private static final int ROWS_LOOKED_AT = 500;

    private static final String PERSON = "md5('person 77')::uuid";
    private static final String COURSE = "md5('course 77')::uuid";

    @Test
    void dashboardsAndTheCatalogueAreReadThroughIndexes() throws SQLException {
        fill();
        assertThat(rows.count("select from learning.enrollments")).isEqualTo(PEOPLE * ENROLLED);
        actFor(Objects.requireNonNull(rows.text("select " + PERSON)));
        become("millrace_app");

        assertThat(rows.count("select from learning.enrollment_progress")).isEqualTo(ENROLLED);
        assertFewRows("select * from derived.learner_dashboard where user_id = " + PERSON);
        assertFewRows("select * from learning.enrollment_progress where user_id = " + PERSON);
        assertFewRows("select * from derived.course_progress where user_id = " + PERSON);
        assertFewRows("select * from learning.course_catalog where id = " + COURSE);
        assertFewRows("select * from learning.course_catalog where slug = 'course 77'");
        assertFewRows("select * from learning.course_catalog where category_id = md5('c7')::uuid");
        assertFewRows(
                """
                select c.* from learning.enrollment_progress e
                join learning.course_catalog c on c.id = e.course_id
                where e.user_id = %s
                """
                        .formatted(PERSON));
    }

    /** A read without an index is seen, or what is above would show nothing. */
    @Test
    void aReadWithoutAnIndexIsSeen() throws SQLException {
        fill();

        assertThat(lookedAt("select * from learning.enrollments where amount_paid_cents = 77"))
                .isGreaterThan(ROWS_LOOKED_AT);
    }

    private void fill() throws SQLException {
        // No trigger and no reference: these rows are only read.
        rows.execute("set local session_replication_role = replica");
        rows.execute(
                """
                insert into learning.courses (id, source_system, title, slug, instructor_name,
                    status, published_at, category_id)
                select md5('course ' || n)::uuid, 'edu7p', 'Course', 'course ' || n, 'Teacher',
                    'published', now(), md5('c' || n % 100)::uuid
                from generate_series(1, ?) n
                """,
                COURSES);
        rows.execute(
                """
                insert into learning.enrollments (user_id, course_id)
                select md5('person ' || p)::uuid, md5('course ' || 1 + (p * 7 + c) % ?)::uuid
                from generate_series(1, ?) p, generate_series(1, ?) c
                """,
                COURSES, PEOPLE, ENROLLED);
        rows.execute(
                """
                insert into derived.course_progress
                select user_id, course_id, 4, 2, 50, 60, 0, 0, now(), null, now()
                from learning.enrollments
                """);
        rows.execute(
                """
                insert into derived.learner_dashboard
                select md5('person ' || p)::uuid, 20, 0, 60, 0, '[]', now()
                from generate_series(1, ?) p
                """,
                PEOPLE);
        rows.execute(
                """
                insert into derived.course_statistics
                select id, 50, 50, 0, 0, 50, 0, 0, null, 0, 0, 0, 0, 0, 'USD', 1, 4, 0, now()
                from learning.courses
                """);
        for (String table :
                new String[] {
                    "learning.courses",
                    "learning.enrollments",
                    "derived.course_progress",
                    "derived.learner_dashboard",
                    "derived.course_statistics"
                }) {
            rows.execute("analyze " + table);
        }
        rows.execute("set local session_replication_role = origin");
    }

    private void assertFewRows(String query) throws SQLException {
        assertThat(lookedAt(query)).as(query).isBetween(1L, (long) ROWS_LOOKED_AT);
    }

    /** The rows that all parts of the plan had in their hands, as the server counted them. */
    private long lookedAt(String query) throws SQLException {
        String plan = rows.text("explain (analyze, timing off, summary off, format json) " + query);
        try {
            return lookedAt(new ObjectMapper().readTree(plan).path(0).path("Plan"));
        } catch (JsonProcessingException e) {
            throw new AssertionError(plan, e);
        }
    }

    private static long lookedAt(JsonNode node) {
        double rows =
                node.path("Actual Loops").asDouble()
                        * (node.path("Actual Rows").asDouble()
                                + node.path("Rows Removed by Filter").asDouble()
                                + node.path("Rows Removed by Join Filter").asDouble()
                                + node.path("Rows Removed by Index Recheck").asDouble());
        long all = Math.round(rows);
        for (JsonNode part : node.path("Plans")) {
            all += lookedAt(part);
        }
        return all;
    }
}
