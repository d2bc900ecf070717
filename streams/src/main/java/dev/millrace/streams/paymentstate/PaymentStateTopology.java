package dev.millrace.streams.paymentstate;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.ParentTotals;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code derived.payment_state}: a row for every payment.
 *
 * <p>It mixes payments and refunds. The amount given back and the status that follows from it are
 * always of one moment; a payment that succeeds and is refunded in one transaction may show without
 * its refund first.
 */
public final class PaymentStateTopology {

    private PaymentStateTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        ParentTotals.of(
                        DerivedStores.PAYMENT_STATE,
                        builder,
                        hop,
                        "billing.payments",
                        Payment.class,
                        Payment::of)
                .add("billing.refunds", PaymentState::ofRefund)
                .publish(PaymentState::row);
    }
}
