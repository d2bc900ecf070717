package dev.millrace.streams.paymentstate;

import static dev.millrace.streams.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.StoreTestDriver;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaymentStateTopologyTest {

    @Test
    void refundsDecideTheStatusOfAPaymentThatWentThrough(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.PAYMENT_STATE, PaymentStateTopology::build, state)) {
            payment(store, "succeeded");
            refund(store, "r1", 3000, "succeeded");
            refund(store, "r2", 5000, "pending");
            assertThat(store.rows()).containsOnly(expected(3000, "partially_refunded"));

            refund(store, "r2", 5000, "succeeded");
            assertThat(store.rows()).containsOnly(expected(8000, "refunded"));

            // Whatever the row itself says by now.
            payment(store, "refunded");
            refund(store, "r1", 3000, "failed");
            refund(store, "r2", 5000, "cancelled");
            assertThat(store.rows()).containsOnly(expected(0, "succeeded"));
        }
    }

    @Test
    void paymentThatDidNotGoThroughKeepsItsStatus(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(
                        DerivedStores.PAYMENT_STATE, PaymentStateTopology::build, state)) {
            payment(store, "failed");

            assertThat(store.rows()).containsOnly(expected(0, "failed"));
        }
    }

    private static void payment(StoreTestDriver store, String status) {
        store.change(
                "billing.payments",
                RowKey.of("p"),
                row("id", "p", "amount_cents", 8000, "status", status));
    }

    private static void refund(StoreTestDriver store, String id, int cents, String status) {
        store.change(
                "billing.refunds",
                RowKey.of(id),
                row("payment_id", "p", "amount_cents", cents, "status", status));
    }

    private static Map.Entry<RowKey, Row> expected(int refunded, String status) {
        return Map.entry(
                RowKey.of("p"),
                row(
                        "payment_id",
                        "p",
                        "amount_cents",
                        8000,
                        "refunded_amount_cents",
                        refunded,
                        "effective_status",
                        status));
    }
}
