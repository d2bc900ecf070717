package dev.millrace.streams.paymentstate;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Totals;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@code derived.payment_state}, free of Kafka.
 *
 * <p>Of a payment that went through, the refunds decide what it is now, whatever its own row says;
 * one that did not keeps its status.
 */
final class PaymentState {

    private static final String REFUNDED = "refunded_amount_cents";

    private PaymentState() {}

    /** What a row of {@code billing.refunds} adds to its payment once it succeeded. */
    static @Nullable Contribution ofRefund(Row refund) {
        return refund.text("status").equals("succeeded")
                ? Contribution.to(refund.text("payment_id"))
                        .add(REFUNDED, refund.integer("amount_cents"))
                : null;
    }

    /** The row of a payment. */
    static Row row(RowKey key, Payment payment, Totals totals) {
        return totals.into(
                        new DerivedRow()
                                .text("payment_id", key.value(0))
                                .integer("amount_cents", payment.cents()),
                        REFUNDED)
                .text("effective_status", effectiveStatus(payment, totals.sum(REFUNDED)))
                .row();
    }

    private static String effectiveStatus(Payment payment, long refundedCents) {
        return switch (payment.status()) {
            case "succeeded", "partially_refunded", "refunded" -> {
                if (refundedCents == 0) {
                    yield "succeeded";
                }
                yield refundedCents < payment.cents() ? "partially_refunded" : "refunded";
            }
            default -> payment.status();
        };
    }
}
