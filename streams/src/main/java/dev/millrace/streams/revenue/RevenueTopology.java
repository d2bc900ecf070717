package dev.millrace.streams.revenue;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.ChildRouter;
import dev.millrace.streams.fanout.FanOut;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.GroupTotals;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimStream;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/**
 * Builds {@code derived.revenue_daily}: a row for every day, system, type and currency in which
 * money moved.
 *
 * <pre>
 * refunds --(refunds-by-payment)--+
 *                                 +-- refunds with their payment --+
 * payments -----------------------+--------------------------------+--(by-group)-- rows
 * </pre>
 *
 * <p>In brackets the repartition topics: a payment is one hop away from its day, a refund two.
 *
 * <p>It mixes payments and refunds: of a transaction with both, the refund may show after its
 * payment, and in the row of a day that they share never before it; payments of one transaction
 * show one after the other. Net always belongs to gross and refunds beside it.
 */
public final class RevenueTopology {

    // Tables: nodes <name>-source, <name>-route and <name>-contribution.
    private static final String REFUNDS = "refunds";
    private static final String PAYMENTS = "payments";

    // Nodes between.
    private static final String TERMS = "payment-terms";
    private static final String PAYMENT_CONTRIBUTIONS = "payments-as-contributions";
    private static final String REFUND_CONTRIBUTIONS = "refunds-as-contributions";

    // Repartition topics and stores: a renamed one is a migration.
    private static final String REFUNDS_BY_PAYMENT = "refunds-by-payment";
    private static final String REFUNDS_PLACED = "refunds-placed-at-payments";
    // Stores <name>-parents and <name>-children, nodes <name>-parent, <name>-child, <name>-pairs.
    private static final String REFUNDS_AT_PAYMENTS = "refunds-at-payments";

    private RevenueTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        KStream<RowKey, Payment> payments =
                SlimStream.of(builder, PAYMENTS, Topics.capture("billing.payments"), Payment::of);
        KStream<RowKey, Contribution> ofPayments =
                payments.mapValues(Revenue::ofPayment, Named.as(PAYMENT_CONTRIBUTIONS));
        // The payment goes first, so that its refunds never overtake it.
        new GroupTotals(DerivedStores.REVENUE_DAILY, builder, hop)
                .add(PAYMENTS, ofPayments)
                .add(REFUNDS, ofRefunds(builder, hop, payments))
                .publish(Revenue::row);
    }

    /** What each refund contributes, at the partition of its payment. */
    private static KStream<RowKey, Contribution> ofRefunds(
            StreamsBuilder builder, Hop hop, KStream<RowKey, Payment> payments) {
        Serde<Refund> refund = new SlimSerde<>(Refund.class);
        KStream<RowKey, ChildChange<Refund>> byPayment =
                hop.through(
                        new ChildRouter<>(REFUNDS_PLACED, refund)
                                .route(
                                        builder,
                                        REFUNDS,
                                        Topics.capture("billing.refunds"),
                                        Placements::ofRefund),
                        REFUNDS_BY_PAYMENT,
                        refund);
        KStream<RowKey, Terms> terms =
                payments.mapValues(
                        payment -> payment == null ? null : payment.terms(), Named.as(TERMS));
        return new FanOut<>(
                        REFUNDS_AT_PAYMENTS,
                        new SlimSerde<>(Terms.class),
                        refund,
                        Placements::atPayment)
                .of(terms, byPayment)
                .mapValues(ChildChange::value, Named.as(REFUND_CONTRIBUTIONS));
    }
}
