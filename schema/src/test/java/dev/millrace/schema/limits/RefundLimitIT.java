package dev.millrace.schema.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.schema.testing.RollbackTest;
import dev.millrace.schema.testing.TestDatabase;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;

/** K10: the succeeded refunds of a payment come to its amount at most. */
class RefundLimitIT extends RollbackTest {

    private static final String LIMIT = "refunds_limit";

    @Test
    void onceAllIsRefundedNotACentMoreIs() throws SQLException {
        UUID payment = rows.add("billing.payments", "amount_cents", 8000);

        refund(payment, 3000);
        assertThat(stateOf(payment)).isEqualTo("partially_refunded 3000");
        assertViolates(LIMIT, () -> refund(payment, 5001));

        refund(payment, 5000);
        assertThat(stateOf(payment)).isEqualTo("refunded 8000");
        assertViolates(LIMIT, () -> refund(payment, 1));
    }

    @Test
    void aRefundCountsWhenItSucceeds() throws SQLException {
        UUID payment = rows.add("billing.payments", "amount_cents", 8000);
        refund(payment, 8000);
        UUID pending =
                rows.add(
                        "billing.refunds",
                        "payment_id",
                        payment,
                        "amount_cents",
                        8000,
                        "status",
                        "pending");

        assertViolates(
                LIMIT,
                () ->
                        rows.execute(
                                "update billing.refunds set status = 'succeeded' where id = ?",
                                pending));
        rows.execute("update billing.refunds set status = 'failed' where id = ?", pending);
    }

    @Test
    void aRefundIsNotRaisedAboveThePayment() throws SQLException {
        UUID payment = rows.add("billing.payments", "amount_cents", 8000);
        UUID refund = refund(payment, 8000);

        assertViolates(
                LIMIT,
                () ->
                        rows.execute(
                                "update billing.refunds set amount_cents = 8001 where id = ?",
                                refund));
    }

    @Test
    void aPaymentIsNotLoweredBelowItsRefunds() throws SQLException {
        UUID payment = rows.add("billing.payments", "amount_cents", 8000);
        refund(payment, 3000);

        assertViolates(
                LIMIT,
                () ->
                        rows.execute(
                                "update billing.payments set amount_cents = 2999 where id = ?",
                                payment));
    }

    @Test
    void ofTwoSessionsAtOnceTheSecondIsRefused() throws SQLException {
        try (TestDatabase database = TestDatabase.migrated();
                TwoSessions sessions = new TwoSessions(database)) {
            UUID payment = paymentOf8000(sessions);
            sessions.first.add("billing.refunds", "payment_id", payment, "amount_cents", 5000);

            String constraint =
                    sessions.constraintThatStopsSecondBehindFirst(() ->
                            sessions.second.add(
                                    "billing.refunds",
                                    "payment_id",
                                    payment,
                                    "amount_cents",
                                    5000));

            assertThat(constraint).isEqualTo(LIMIT);
        }
    }

    @Test
    void aSessionThatSeesThePastIsRefused() throws SQLException {
        try (TestDatabase database = TestDatabase.migrated();
                TwoSessions sessions = new TwoSessions(database)) {
            UUID payment = paymentOf8000(sessions);
            sessions.freezeSecond();
            sessions.first.add("billing.refunds", "payment_id", payment, "amount_cents", 5000);
            sessions.commitFirst();

            PSQLException refusal =
                    catchThrowableOfType(
                            PSQLException.class,
                            () ->
                                    sessions.second.add(
                                            "billing.refunds",
                                            "payment_id",
                                            payment,
                                            "amount_cents",
                                            5000));

            assertThat(refusal.getSQLState()).isEqualTo("40001");
        }
    }

    private UUID refund(UUID payment, int cents) throws SQLException {
        return rows.add("billing.refunds", "payment_id", payment, "amount_cents", cents);
    }

    private String stateOf(UUID payment) throws SQLException {
        return String.valueOf(
                rows.text(
                        """
                        select effective_status || ' ' || refunded_amount_cents
                        from oracle.payment_state
                        where payment_id = ?
                        """,
                        payment));
    }

    private static UUID paymentOf8000(TwoSessions sessions) throws SQLException {
        UUID payment = sessions.first.add("billing.payments", "amount_cents", 8000);
        sessions.commitFirst();
        return payment;
    }
}
