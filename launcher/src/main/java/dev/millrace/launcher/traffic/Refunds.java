package dev.millrace.launcher.traffic;

import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** Money is given back, never more than what was paid. */
final class Refunds {

    private record Open(
            UUID payment, UUID userId, String currency, long cents, long practitionerCents) {}

    private Refunds() {}

    /** A part or all of what is left of a payment; a purchase given back in full is undone. */
    static boolean refund(Turn turn) throws SQLException {
        return turn.on(turn.sample().payments, payment -> refund(turn, payment));
    }

    private static boolean refund(Turn turn, UUID payment) throws SQLException {
        // The lock comes first: the sum after it sees what other sessions committed.
        Optional<Open> locked =
                turn.first(
                        """
                        select id, user_id, currency, amount_cents, practitioner_amount_cents
                        from billing.payments
                        where id = ? and status in ('succeeded', 'partially_refunded')
                        for update
                        """,
                        row ->
                                new Open(
                                        Sample.id(row),
                                        Sample.id(row, 2),
                                        row.getString(3),
                                        row.getLong(4),
                                        row.getLong(5)),
                        payment);
        if (locked.isEmpty()) {
            turn.sample().payments.remove(payment);
            return false;
        }
        Open paid = locked.get();
        long left =
                paid.cents()
                        - turn.first(
                                        """
                                        select coalesce(sum(amount_cents), 0) from billing.refunds
                                        where payment_id = ? and status = 'succeeded'
                                        """,
                                        row -> row.getLong(1),
                                        payment)
                                .orElse(0L);
        if (left <= 0) {
            return false;
        }
        long back = turn.chance().happens(0.5) ? left : Math.max(1, left / 3);
        write(turn, paid, back, back == left);
        return true;
    }

    private static void write(Turn turn, Open paid, long back, boolean all) throws SQLException {
        UUID refund = UUID.randomUUID();
        turn.write(
                """
                insert into billing.refunds
                  (id, payment_id, amount_cents, practitioner_share_cents, currency, reason,
                   status, processed_at, requested_by)
                values (?, ?, ?, ?, ?, 'customer_request', 'succeeded', now(), ?)
                """,
                refund,
                paid.payment(),
                back,
                paid.practitionerCents() * back / paid.cents(),
                paid.currency(),
                paid.userId());
        turn.write(
                """
                insert into billing.payment_transactions
                  (user_id, payment_id, refund_id, amount_cents, currency, transaction_type,
                   status, external_transaction_id)
                values (?, ?, ?, ?, ?, 'refund', 'completed', ?)
                """,
                paid.userId(),
                paid.payment(),
                refund,
                back,
                paid.currency(),
                "tx_" + refund);
        turn.write(
                "update billing.payments set status = ?, refunded_at = now() where id = ?",
                all ? "refunded" : "partially_refunded",
                paid.payment());
        if (all) {
            turn.write(
                    """
                    update billing.course_purchases set status = 'refunded'
                    where payment_id = ? and status = 'completed'
                    """,
                    paid.payment());
            turn.afterCommit(() -> turn.sample().payments.remove(paid.payment()));
        }
    }
}
