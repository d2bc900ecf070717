package dev.millrace.schema.roles;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.testing.RollbackTest;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** E26 and G13: while the application acts for a person, it sees and changes that person's rows. */
class RowPoliciesIT extends RollbackTest {

    private UUID ann = new UUID(0, 0);
    private UUID bob = new UUID(0, 0);
    private UUID teacher = new UUID(0, 0);
    private UUID course = new UUID(0, 0);

    @BeforeEach
    void twoLearnersOfOneCourse() throws SQLException {
        ann = rows.add("identity.users", "display_name", "Ann");
        bob = rows.add("identity.users", "display_name", "Bob");
        teacher = rows.add("identity.users", "display_name", "Teacher");
        course = rows.add("learning.courses", "instructor_id", teacher, "status", "published");
        UUID lesson = rows.add("learning.lessons", "course_id", course);
        for (UUID learner : new UUID[] {ann, bob}) {
            rows.add("learning.enrollments", "user_id", learner, "course_id", course);
            rows.add("learning.lesson_progress", "user_id", learner, "lesson_id", lesson);
            rows.add("learning.course_completions", "user_id", learner, "course_id", course);
            rows.add("learning.user_notes", "user_id", learner, "lesson_id", lesson);
            rows.execute(
                    """
                    insert into derived.course_progress
                    select user_id, course_id, total_lessons, completed_lessons,
                        progress_percentage, total_time_spent_seconds, notes_count,
                        bookmarks_count, last_accessed_at, completed_at, now()
                    from oracle.course_progress
                    where user_id = ?
                    """,
                    learner);
        }
        rows.add("learning.enrollments", "user_id", bob);
    }

    /** G13, D-SEC-04. */
    @Test
    void everyTableWithRowSecurityHasAPolicyForWhatTheAppMayDo() throws SQLException {
        String without =
                rows.text(
                        """
                        select string_agg(c.oid::regclass || ' ' || v.verb, ', ')
                        from pg_class c
                        cross join (values
                            ('select', 'r'), ('insert', 'a'), ('update', 'w'), ('delete', 'd'))
                            as v (verb, command)
                        where c.relrowsecurity
                            and case
                                when verb = 'delete'
                                then has_table_privilege('millrace_app', c.oid, verb)
                                else has_any_column_privilege('millrace_app', c.oid, verb)
                            end
                            and not exists (
                                select
                                from pg_policy p
                                where p.polrelid = c.oid
                                    and 'millrace_app'::regrole = any (p.polroles)
                                    and p.polcmd in ('*', v.command::"char"))
                        """);

        assertThat(without).isNull();
    }

    @Test
    void everyTableThatTheDocumentsNameHasRowSecurity() throws SQLException {
        String without =
                rows.text(
                        """
                        select string_agg(t, ', ')
                        from unnest(array[
                            'identity.users', 'learning.courses', 'learning.enrollments',
                            'learning.lesson_progress', 'learning.user_notes',
                            'learning.course_completions', 'billing.subscriptions',
                            'billing.family_plans', 'billing.orders', 'wellness.health_records',
                            'wellness.health_profiles', 'wellness.health_record_sharing',
                            'wellness.health_record_attachments']) t
                        join pg_class c on c.oid = t::regclass
                        where not c.relrowsecurity
                        """);

        assertThat(without).isNull();
    }

    /** E26. */
    @Test
    void aLearnerDoesNotSeeTheProgressOfAnother() throws SQLException {
        appFor(ann);

        for (String table :
                new String[] {
                    "learning.lesson_progress",
                    "learning.enrollments",
                    "learning.enrollment_progress",
                    "learning.course_completions",
                    "learning.user_notes",
                    "derived.course_progress"
                }) {
            assertThat(rows.count("select from " + table + " where user_id = ?", ann))
                    .as(table)
                    .isEqualTo(1);
            assertThat(rows.count("select from " + table)).as(table).isEqualTo(1);
        }
    }

    /** E26, D-SEC-06. */
    @Test
    void aLearnerCannotGrantThemselvesARole() throws SQLException {
        UUID admin = rows.add("identity.roles", "name", "admin");
        appFor(ann);

        assertForbidden(() -> rows.add("identity.user_roles", "user_id", ann, "role_id", admin));
        assertForbidden(() -> rows.execute("update identity.user_roles set is_active = true"));
        assertForbidden(() -> rows.execute("update identity.users set is_verified = true"));
        assertForbidden(() -> rows.execute("update identity.users set member_type = 'honorary'"));
        assertForbidden(() -> rows.execute("update identity.users set status = 'active'"));
    }

    /** E26, D-SEC-06. */
    @Test
    void aLearnerCannotSetTheirProgressOrCompletion() throws SQLException {
        appFor(ann);

        assertForbidden(
                () -> rows.execute("update learning.lesson_progress set progress_percentage = 9"));
        assertForbidden(() -> rows.execute("update learning.enrollments set status = 'completed'"));
        assertForbidden(
                () -> rows.execute("update learning.course_completions set completed_at = now()"));
        assertForbidden(
                () -> rows.execute("update learning.course_completions set final_score = 100"));
        assertForbidden(
                () -> rows.execute("update derived.course_progress set completed_lessons = 9"));
        assertForbidden(() ->
                rows.execute(
                        "insert into learning.course_completions (user_id, course_id)"
                                + " values (?, ?)",
                        ann,
                        course));
    }

    @Test
    void aLearnerChangesTheirNameAndRatesTheirCompletionAndNobodyElses() throws SQLException {
        appFor(ann);

        assertThat(rows.execute("update identity.users set display_name = 'Anna'")).isEqualTo(1);
        assertThat(rows.execute("update learning.course_completions set rating = 5")).isEqualTo(1);
        assertThat(rows.execute("update learning.user_notes set content = 'mine'")).isEqualTo(1);
        assertThat(rows.execute("delete from learning.user_notes")).isEqualTo(1);

        stepBack();
        assertThat(rows.count("select from identity.users where display_name = 'Bob'"))
                .isEqualTo(1);
        assertThat(rows.count("select from learning.course_completions where rating is null"))
                .isEqualTo(1);
        assertThat(rows.count("select from learning.user_notes")).isEqualTo(1);
    }

    @Test
    void aNoteCannotBePutIntoTheHandsOfAnother() throws SQLException {
        appFor(ann);

        assertForbidden(() -> rows.execute("update learning.user_notes set user_id = ?", bob));
        assertForbidden(() ->
                rows.execute(
                        "insert into learning.user_notes (user_id, lesson_id, content)"
                                + " select ?, lesson_id, 'x' from learning.lesson_progress",
                        bob));
    }

    /** E26. */
    @Test
    void anInstructorReadsTheEnrollmentsOfTheirOwnCourseOnly() throws SQLException {
        appFor(teacher);

        assertThat(rows.count("select from learning.enrollments")).isEqualTo(2);
        assertThat(rows.count("select from learning.enrollments where course_id = ?", course))
                .isEqualTo(2);
        assertThat(rows.count("select from learning.enrollment_progress")).isEqualTo(2);
        assertThat(rows.count("select from learning.lesson_progress")).isZero();
        assertThat(rows.count("select from learning.user_notes")).isZero();
    }

    @Test
    void aDraftIsSeenByItsInstructorAndByAdmins() throws SQLException {
        rows.execute("update learning.courses set status = 'draft' where id = ?", course);
        UUID role = rows.add("identity.roles", "name", "admin");
        UUID admin = rows.add("identity.users");
        rows.add("identity.user_roles", "user_id", admin, "role_id", role);
        UUID formerAdmin = rows.add("identity.users");
        rows.add(
                "identity.user_roles",
                "user_id",
                formerAdmin,
                "role_id",
                role,
                "expires_at",
                "2020-01-01");
        String draft = "select from learning.course_catalog where id = ?";

        appFor(teacher);
        assertThat(rows.count(draft, course)).isEqualTo(1);
        actFor(admin);
        assertThat(rows.count(draft, course)).isEqualTo(1);
        actFor(formerAdmin);
        assertThat(rows.count(draft, course)).isZero();
        actFor(ann);
        assertThat(rows.count(draft, course)).isZero();
    }

    /** G13. */
    @Test
    void aPersonSeesTheirOrdersPaymentsAndSubscriptions() throws SQLException {
        for (UUID user : new UUID[] {ann, bob}) {
            UUID payment = rows.add("billing.payments", "user_id", user);
            rows.add("billing.refunds", "payment_id", payment);
            rows.add("billing.orders", "user_id", user, "payment_id", payment);
            rows.add("billing.subscriptions", "user_id", user);
        }
        appFor(ann);

        for (String table : new String[] {"payments", "refunds", "orders", "subscriptions"}) {
            assertThat(rows.count("select from billing." + table)).as(table).isEqualTo(1);
            assertForbidden(() -> rows.execute("delete from billing." + table));
        }
        assertForbidden(() -> rows.execute("update billing.payments set amount_cents = 1"));
    }

    /** G13. */
    @Test
    void theMembersOfAFamilySeeTheirPlanAndItsPrimaryPersonNamesIt() throws SQLException {
        UUID subscription = rows.add("billing.subscriptions", "user_id", ann, "status", "active");
        UUID plan =
                rows.add(
                        "billing.family_plans",
                        "primary_user_id",
                        ann,
                        "subscription_id",
                        subscription);
        rows.add("billing.family_plan_members", "family_plan_id", plan, "user_id", bob);
        rows.add("billing.family_plans");

        appFor(bob);
        assertThat(rows.count("select from billing.family_plans")).isEqualTo(1);
        assertThat(rows.execute("update billing.family_plans set plan_name = 'Bobs'")).isZero();
        assertThat(
                        rows.text(
                                "select subscription_status || ' ' || via_family"
                                        + " from identity.user_subscription_state"))
                .isEqualTo("active true");

        actFor(ann);
        assertThat(rows.execute("update billing.family_plans set plan_name = 'Ours'")).isEqualTo(1);
        assertForbidden(() -> rows.execute("update billing.family_plans set max_members = 99"));
        assertThat(rows.execute("delete from billing.family_plan_members")).isEqualTo(1);

        actFor(teacher);
        assertThat(rows.count("select from billing.family_plans")).isZero();
    }

    @Test
    void whoActsForNobodySeesNobody() throws SQLException {
        become("millrace_app");

        assertThat(rows.count("select from identity.users")).isZero();
        assertThat(rows.count("select from learning.lesson_progress")).isZero();
        assertThat(rows.count("select from learning.course_catalog")).isEqualTo(1);
    }

    /** D-SEC-07. */
    @Test
    void aPartitionIsNoWayRoundThePolicies() throws SQLException {
        appFor(ann);

        assertForbidden(() -> rows.text("select user_id from learning.lesson_progress_h00"));
    }

    @Test
    void theApplicationSeesAllOnlyWhereItSaysSo() throws SQLException {
        appFor(ann);

        rows.execute("set local role millrace_app_service");
        assertThat(rows.count("select from learning.lesson_progress")).isEqualTo(2);
        assertThat(rows.execute("update learning.lesson_progress set progress_percentage = 50"))
                .isEqualTo(2);

        rows.execute("set local role none");
        assertThat(rows.count("select from learning.lesson_progress")).isEqualTo(1);
        assertForbidden(() -> rows.execute("set local role millrace_owner"));
    }

    @Test
    void theWriterAndTheAnalystSeeEveryDerivedRow() throws SQLException {
        for (String role : new String[] {"millrace_writer", "millrace_analyst"}) {
            become(role);
            assertThat(rows.count("select from derived.course_progress")).isEqualTo(2);
            stepBack();
        }
        become("millrace_batch");
        assertThat(rows.count("select from learning.lesson_progress")).isEqualTo(2);
    }

    private void appFor(UUID user) throws SQLException {
        become("millrace_app");
        actFor(user);
    }
}
