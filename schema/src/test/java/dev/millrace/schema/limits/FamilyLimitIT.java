package dev.millrace.schema.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.schema.testing.RollbackTest;
import dev.millrace.schema.testing.TestDatabase;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** G04: a family plan has at most max_members members. */
class FamilyLimitIT extends RollbackTest {

    private static final String LIMIT = "family_plan_members_limit";

    @Test
    void aPlanOfTwoRefusesTheThirdMember() throws SQLException {
        UUID plan = rows.add("billing.family_plans", "max_members", 2);
        rows.add("billing.family_plan_members", "family_plan_id", plan, "role", "primary");
        rows.add("billing.family_plan_members", "family_plan_id", plan);

        assertViolates(
                LIMIT, () -> rows.add("billing.family_plan_members", "family_plan_id", plan));
        assertThat(
                        rows.text(
                                """
                                select current_members || ' of ' || max_members
                                from oracle.family_plan_usage
                                where family_plan_id = ?
                                """,
                                plan))
                .isEqualTo("2 of 2");
    }

    @Test
    void aPlanWithoutANumberHasSixMembers() throws SQLException {
        UUID plan = rows.add("billing.family_plans");
        for (int i = 0; i < 6; i++) {
            rows.add("billing.family_plan_members", "family_plan_id", plan);
        }

        assertViolates(
                LIMIT, () -> rows.add("billing.family_plan_members", "family_plan_id", plan));
    }

    @Test
    void oneStatementCannotAddTooManyEither() throws SQLException {
        UUID plan = rows.add("billing.family_plans", "max_members", 2);
        for (int i = 0; i < 3; i++) {
            rows.add("identity.users", "display_name", "Sibling");
        }

        assertViolates(
                LIMIT,
                () ->
                        rows.execute(
                                """
                                insert into billing.family_plan_members
                                    (family_plan_id, user_id, role)
                                select ?, id, 'member'
                                from identity.users
                                where display_name = 'Sibling'
                                """,
                                plan));
    }

    @Test
    void aMemberCannotMoveIntoAFullPlan() throws SQLException {
        UUID full = rows.add("billing.family_plans", "max_members", 1);
        rows.add("billing.family_plan_members", "family_plan_id", full);
        UUID other = rows.add("billing.family_plans");
        rows.add("billing.family_plan_members", "family_plan_id", other);

        assertViolates(
                LIMIT,
                () ->
                        rows.execute(
                                "update billing.family_plan_members set family_plan_id = ?"
                                        + " where family_plan_id = ?",
                                full,
                                other));
    }

    @Test
    void theLimitIsNotLoweredBelowTheMembers() throws SQLException {
        UUID plan = rows.add("billing.family_plans");
        rows.add("billing.family_plan_members", "family_plan_id", plan);
        rows.add("billing.family_plan_members", "family_plan_id", plan);

        assertViolates(LIMIT, () -> lower(plan, 1));
        lower(plan, 2);
    }

    @Test
    void aMemberThatIsThereAlreadyIsNoThirdMember() throws SQLException {
        UUID plan = rows.add("billing.family_plans", "max_members", 1);
        rows.add("billing.family_plan_members", "family_plan_id", plan);

        int added =
                rows.execute(
                        """
                        insert into billing.family_plan_members (family_plan_id, user_id, role)
                        select family_plan_id, user_id, role
                        from billing.family_plan_members
                        on conflict do nothing
                        """);

        assertThat(added).isZero();
    }

    @Test
    void ofTwoSessionsAtOnceTheSecondIsRefused() throws SQLException {
        try (TestDatabase database = TestDatabase.migrated();
                TwoSessions sessions = new TwoSessions(database)) {
            UUID plan = planOfOneMemberAndOneFreePlace(sessions);
            sessions.first.add("billing.family_plan_members", "family_plan_id", plan);

            String constraint =
                    sessions.constraintThatStopsSecondBehindFirst(() ->
                            sessions.second.add(
                                    "billing.family_plan_members", "family_plan_id", plan));

            assertThat(constraint).isEqualTo(LIMIT);
        }
    }

    @Test
    void aSessionThatSeesThePastIsRefused() throws SQLException {
        try (TestDatabase database = TestDatabase.migrated();
                TwoSessions sessions = new TwoSessions(database)) {
            UUID plan = planOfOneMemberAndOneFreePlace(sessions);
            sessions.freezeSecond();
            sessions.first.add("billing.family_plan_members", "family_plan_id", plan);
            sessions.commitFirst();

            PSQLException refusal =
                    catchThrowableOfType(
                            PSQLException.class,
                            () ->
                                    sessions.second.add(
                                            "billing.family_plan_members", "family_plan_id", plan));

            assertThat(refusal.getSQLState()).isEqualTo("40001");
        }
    }

    @Test
    void theLimitCannotBeLoweredWhileAMemberIsAdded() throws SQLException {
        try (TestDatabase database = TestDatabase.migrated();
                TwoSessions sessions = new TwoSessions(database)) {
            UUID plan = planOfOneMemberAndOneFreePlace(sessions);
            sessions.first.add("billing.family_plan_members", "family_plan_id", plan);

            String constraint =
                    sessions.constraintThatStopsSecondBehindFirst(() ->
                            sessions.second.execute(
                                    "update billing.family_plans set max_members = 1"
                                            + " where id = ?",
                                    plan));

            assertThat(constraint).isEqualTo(LIMIT);
        }
    }

    @Test
    void aMemberCannotBeAddedWhileTheLimitIsLowered() throws SQLException {
        try (TestDatabase database = TestDatabase.migrated();
                TwoSessions sessions = new TwoSessions(database)) {
            UUID plan = planOfOneMemberAndOneFreePlace(sessions);
            sessions.first.execute(
                    "update billing.family_plans set max_members = 1 where id = ?", plan);

            String constraint =
                    sessions.constraintThatStopsSecondBehindFirst(() ->
                            sessions.second.add(
                                    "billing.family_plan_members", "family_plan_id", plan));

            assertThat(constraint).isEqualTo(LIMIT);
        }
    }

    private void lower(UUID plan, int members) throws SQLException {
        rows.execute("update billing.family_plans set max_members = ? where id = ?", members, plan);
    }

    private static UUID planOfOneMemberAndOneFreePlace(TwoSessions sessions) throws SQLException {
        UUID plan = sessions.first.add("billing.family_plans", "max_members", 2);
        sessions.first.add("billing.family_plan_members", "family_plan_id", plan);
        sessions.commitFirst();
        return plan;
    }
}
