package dev.millrace.schema.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** E17 as the application sees it: each person their own list, and only what is open now. */
class RecommendedCoursesIT extends RollbackTest {

    private static final String SHOWN =
            "select string_agg(title || ' ' || rank, ', ' order by rank)"
                    + " from learning.recommended_courses";

    private UUID ann = new UUID(0, 0);
    private UUID bob = new UUID(0, 0);
    private UUID cooking = new UUID(0, 0);
    private UUID welding = new UUID(0, 0);

    @BeforeEach
    void aListOfThreeForTwo() throws SQLException {
        ann = rows.add("identity.users");
        bob = rows.add("identity.users");
        UUID yoga = course("Yoga");
        cooking = course("Cooking");
        welding = course("Welding");
        int rank = 0;
        for (UUID listed : new UUID[] {yoga, cooking, welding}) {
            rank++;
            for (UUID person : new UUID[] {ann, bob}) {
                rows.execute(
                        """
                        insert into derived.course_recommendations
                            (user_id, course_id, score, rank, computed_at)
                        values (?, ?, ?, ?, now())
                        """,
                        person,
                        listed,
                        1 - rank / 10.0,
                        rank);
            }
        }
    }

    @Test
    void closedAndEnrolledCoursesAreLeftOutAtOnceAndRanksCloseUp() throws SQLException {
        assertThat(shownTo(ann)).isEqualTo("Yoga 1, Cooking 2, Welding 3");

        rows.execute("update learning.courses set status = 'archived' where id = ?", cooking);
        rows.add("learning.enrollments", "user_id", ann, "course_id", welding);

        assertThat(shownTo(ann)).isEqualTo("Yoga 1");
        assertThat(shownTo(bob)).isEqualTo("Yoga 1, Welding 2");
    }

    @Test
    void askingTouchesARowAPersonAndNobodyWhoIsDeleted() throws SQLException {
        rows.execute("update identity.users set deleted_at = now() where id = ?", bob);
        String people =
                rows.text("select count(*)::text from identity.users where deleted_at is null");
        become("millrace_operator");

        assertThat(rows.text("select learning.refresh_recommendations()::text")).isEqualTo(people);
        assertThat(
                        rows.text(
                                "select learning.refresh_recommendations(array[?, ?]::uuid[])::text",
                                ann,
                                bob))
                .isEqualTo("1");
        assertForbidden(() -> rows.execute("delete from learning.recommendation_refreshes"));
        stepBack();
        assertThat(
                        rows.count(
                                "select from learning.recommendation_refreshes where user_id = ?",
                                bob))
                .isZero();
    }

    private UUID course(String title) throws SQLException {
        return rows.add(
                "learning.courses",
                "title",
                title,
                "status",
                "published",
                "published_at",
                "2026-01-01 00:00+00");
    }

    private String shownTo(UUID person) throws SQLException {
        become("millrace_app");
        actFor(person);
        String shown = String.valueOf(rows.text(SHOWN));
        stepBack();
        return shown;
    }
}
