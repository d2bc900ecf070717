package dev.millrace.schema.tables;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Projects, courses, attempts, certificates. */
class LearningTablesIT extends RollbackTest {

    /** N04, the part of the tables. */
    @Test
    void anImportedProjectIsThereOnce() throws SQLException {
        rows.add("projects.projects", "source", "sam.gov", "external_id", "42");

        assertViolates(
                "projects_external",
                () -> rows.add("projects.projects", "source", "sam.gov", "external_id", "42"));
        rows.add("projects.projects", "source", "caltrans", "external_id", "42");
    }

    /** N10, E09, the part of the tables. */
    @Test
    void anAttemptHasItsOwnNumberAndAScoreUpToTheMaximum() throws SQLException {
        UUID user = rows.add("identity.users");
        UUID quiz = rows.add("learning.assessments");
        rows.add("learning.assessment_attempts", "user_id", user, "assessment_id", quiz);

        assertViolates(
                "assessment_attempts_assessment_id_user_id_attempt_number_key",
                () ->
                        rows.add(
                                "learning.assessment_attempts",
                                "user_id",
                                user,
                                "assessment_id",
                                quiz));
        assertViolates(
                "assessment_attempts_check",
                () -> rows.add("learning.assessment_attempts", "score", 11, "max_score", 10));
        assertViolates(
                "assessment_attempts_check",
                () -> rows.add("learning.assessment_attempts", "score", 11));
        rows.add("learning.assessment_attempts", "score", 10, "max_score", 10);
    }

    /** N12. */
    @Test
    void aPersonHasOneUnrevokedCertificateOfACourse() throws SQLException {
        UUID user = rows.add("identity.users");
        UUID course = rows.add("learning.courses");
        UUID certificate =
                rows.add(
                        "learning.certificates",
                        "user_id",
                        user,
                        "course_id",
                        course,
                        "verification_code",
                        "abc");
        assertViolates(
                "certificates_one_valid",
                () -> rows.add("learning.certificates", "user_id", user, "course_id", course));

        rows.execute(
                "update learning.certificates set revoked_at = now() where id = ?", certificate);

        rows.add("learning.certificates", "user_id", user, "course_id", course);
        assertViolates(
                "certificates_verification_code_key",
                () -> rows.add("learning.certificates", "verification_code", "abc"));
    }

    /** E05, the part of the tables. */
    @Test
    void aCategoryIsNotItsOwnParent() throws SQLException {
        UUID category = rows.add("learning.course_categories");

        assertViolates(
                "course_categories_check",
                () ->
                        rows.execute(
                                "update learning.course_categories set parent_id = id where id = ?",
                                category));
    }

    /** E07. */
    @Test
    void lessonsAreNumberedWithinTheirModule() throws SQLException {
        UUID course = rows.add("learning.courses");
        UUID first = rows.add("learning.course_modules", "course_id", course);
        UUID second = rows.add("learning.course_modules", "course_id", course, "order_index", 2);
        rows.add("learning.lessons", "course_id", course, "module_id", first);
        rows.add("learning.lessons", "course_id", course, "module_id", second);

        assertViolates(
                "lessons_module_id_order_index_key",
                () -> rows.add("learning.lessons", "course_id", course, "module_id", first));
    }

    /** E06, the part of the tables. */
    @Test
    void aCourseIsFreeExactlyAtPriceZero() throws SQLException {
        UUID free = rows.add("learning.courses", "price_cents", 0);
        UUID cheap = rows.add("learning.courses", "price_cents", 1);

        String isFree = "select is_free::text from learning.course_catalog where id = ?";
        assertThat(rows.text(isFree, free)).isEqualTo("true");
        assertThat(rows.text(isFree, cheap)).isEqualTo("false");
    }

    /** E07. */
    @Test
    void twoLessonsSwapPlacesInOneTransaction() throws SQLException {
        UUID one = rows.add("learning.lessons", "title", "one");
        rows.execute(
                """
                insert into learning.lessons (course_id, module_id, title, slug, order_index)
                select course_id, module_id, 'two', 'two', 2 from learning.lessons where id = ?
                """,
                one);

        assertViolates(
                "lessons_module_id_order_index_key",
                () ->
                        rows.execute(
                                "update learning.lessons set order_index = 2 where id = ?", one));
        rows.execute("set constraints learning.lessons_module_id_order_index_key deferred");
        rows.execute("update learning.lessons set order_index = 2 where id = ?", one);
        rows.execute("update learning.lessons set order_index = 1 where id <> ?", one);
        rows.execute("set constraints all immediate");

        assertThat(
                        rows.text(
                                "select string_agg(title, ' ' order by order_index)"
                                        + " from learning.lessons"))
                .isEqualTo("two one");
    }

    /** E07. */
    @Test
    void twoLessonsSwapPlacesInOneStatement() throws SQLException {
        UUID lesson = rows.add("learning.lessons", "title", "one");
        rows.execute(
                """
                insert into learning.lessons (course_id, module_id, title, slug, order_index)
                select course_id, module_id, 'two', 'two', 2 from learning.lessons where id = ?
                """,
                lesson);

        rows.execute("update learning.lessons set order_index = 3 - order_index");

        assertThat(
                        rows.text(
                                "select string_agg(title, ' ' order by order_index)"
                                        + " from learning.lessons"))
                .isEqualTo("two one");
    }
}
