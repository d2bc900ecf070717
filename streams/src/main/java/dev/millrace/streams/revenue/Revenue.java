package dev.millrace.streams.revenue;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Totals;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@code derived.revenue_daily}, free of Kafka.
 *
 * <p>A payment that went through is gross revenue of the UTC day of its processing, for good: what
 * is given back later counts on the day of the refund, under system, type and currency of its
 * payment.
 */
final class Revenue {

    private static final String GROSS = "gross_cents";
    private static final String REFUNDED = "refunded_cents";
    private static final String FEES = "platform_fee_cents";
    private static final String PAYMENTS = "payments";

    private Revenue() {}

    /** What a payment adds to its day; nothing until it went through. */
    static @Nullable Contribution ofPayment(@Nullable Payment payment) {
        if (payment == null || payment.paid() == null) {
            return null;
        }
        Payment.Paid paid = payment.paid();
        return payment.terms()
                .on(paid.micros())
                .count(PAYMENTS)
                .add(GROSS, paid.cents())
                .add(FEES, paid.feeCents());
    }

    /** What a refund adds to its day. */
    static Contribution ofRefund(Terms payment, Refund refund) {
        return payment.on(refund.micros()).add(REFUNDED, refund.cents());
    }

    /** The row of a day, system, type and currency. */
    static Row row(RowKey key, Totals totals) {
        return totals.into(
                        new DerivedRow()
                                .text("day", key.value(0))
                                .text("source_system", key.value(1))
                                .text("payment_type", key.value(2))
                                .text("currency", key.value(3)),
                        GROSS,
                        REFUNDED,
                        FEES,
                        PAYMENTS)
                .integer("net_cents", totals.sum(GROSS) - totals.sum(REFUNDED))
                .row();
    }
}
