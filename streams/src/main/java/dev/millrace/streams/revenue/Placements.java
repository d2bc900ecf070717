package dev.millrace.streams.revenue;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.Placement;
import dev.millrace.streams.rollup.Contribution;
import org.jspecify.annotations.Nullable;

/** Where refunds belong on their way to their day. */
final class Placements {

    private Placements() {}

    /** A row of {@code billing.refunds}, at its payment once it succeeded. */
    static @Nullable Placement<Refund> ofRefund(Row row) {
        return row.text("status").equals("succeeded")
                ? new Placement<>(
                        RowKey.of(row.text("payment_id")),
                        RowKey.of(row.text("id")),
                        new Refund(row.integer("amount_cents"), row.micros("processed_at")))
                : null;
    }

    /**
     * What a refund contributes, still at its payment and under the key of both, so that the same
     * refund of another payment is another row; nothing while the payment is not there.
     */
    static @Nullable Placement<Contribution> atPayment(
            RowKey key, @Nullable Terms payment, RowKey refundKey, Refund refund) {
        return payment == null
                ? null
                : new Placement<>(
                        PathSerde.join(key, refundKey),
                        refundKey,
                        Revenue.ofRefund(payment, refund));
    }
}
