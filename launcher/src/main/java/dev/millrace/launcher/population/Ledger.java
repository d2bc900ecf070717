package dev.millrace.launcher.population;

import dev.millrace.launcher.rows.RowBatch;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Writes payments, then the refunds of them. */
final class Ledger {

    /**
     * One payment, with the refund that followed.
     *
     * @param sourceSystem which of the merged systems took it
     * @param course what was bought; empty for a session
     * @param session the practitioner and the booking; empty for a course
     * @param feeCents what the platform keeps of a session
     * @param paid false when the payment failed
     * @param refundedCents 0 when nothing was given back
     */
    record Sale(
            UUID paymentId,
            UUID refundId,
            String sourceSystem,
            UUID userId,
            Optional<UUID> course,
            Optional<Session> session,
            long amountCents,
            String currency,
            long feeCents,
            boolean paid,
            Instant at,
            long refundedCents,
            Instant refundedAt) {

        private String status() {
            if (!paid) {
                return "failed";
            }
            if (refundedCents == 0) {
                return "succeeded";
            }
            return refundedCents < amountCents ? "partially_refunded" : "refunded";
        }

        private long practitionerCents() {
            return session.isPresent() ? amountCents - feeCents : 0;
        }
    }

    record Session(UUID practitionerId, UUID bookingId) {}

    private Ledger() {}

    static void write(TableLoad load, List<Sale> sales) throws SQLException {
        payments(load, sales);
        refunds(load, sales.stream().filter(sale -> sale.refundedCents() > 0).toList());
    }

    private static void payments(TableLoad load, List<Sale> sales) throws SQLException {
        try (RowBatch rows =
                load.into(
                        "billing.payments",
                        "id, source_system, user_id, practitioner_id, amount_cents, currency, "
                                + "platform_fee_cents, practitioner_amount_cents, payment_type, "
                                + "payment_method, status, provider_payment_intent_id, course_id, "
                                + "booking_id, processed_at, failed_at, refunded_at, created_at, "
                                + "updated_at")) {
            for (Sale sale : sales) {
                rows.add(
                        sale.paymentId(),
                        sale.sourceSystem(),
                        sale.userId(),
                        sale.session().map(Session::practitionerId).orElse(null),
                        sale.amountCents(),
                        sale.currency(),
                        sale.feeCents(),
                        sale.practitionerCents(),
                        sale.course().isPresent() ? "course" : "booking",
                        "card",
                        sale.status(),
                        "pi_" + sale.paymentId(),
                        sale.course().orElse(null),
                        sale.session().map(Session::bookingId).orElse(null),
                        sale.paid() ? sale.at() : null,
                        sale.paid() ? null : sale.at(),
                        sale.refundedCents() > 0 ? sale.refundedAt() : null,
                        sale.at(),
                        sale.at());
            }
        }
    }

    private static void refunds(TableLoad load, List<Sale> sales) throws SQLException {
        try (RowBatch rows =
                load.into(
                        "billing.refunds",
                        "id, payment_id, amount_cents, practitioner_share_cents, currency, reason, "
                                + "status, processed_at, requested_by, created_at, updated_at")) {
            for (Sale sale : sales) {
                rows.add(
                        sale.refundId(),
                        sale.paymentId(),
                        sale.refundedCents(),
                        sale.practitionerCents() * sale.refundedCents() / sale.amountCents(),
                        sale.currency(),
                        "customer_request",
                        "succeeded",
                        sale.refundedAt(),
                        sale.userId(),
                        sale.refundedAt(),
                        sale.refundedAt());
            }
        }
    }
}
