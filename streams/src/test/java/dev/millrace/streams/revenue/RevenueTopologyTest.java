package dev.millrace.streams.revenue;

import static dev.millrace.streams.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.StoreTestDriver;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevenueTopologyTest {

    @Test
    void refundCountsOnItsOwnDayUnderItsPayment(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(DerivedStores.REVENUE_DAILY, RevenueTopology::build, state)) {
            payment(store, "p1", "succeeded", "2026-01-31T23:59:59Z", "USD");
            payment(store, "p2", "partially_refunded", "2026-01-31T08:00:00Z", "USD");
            payment(store, "p3", "failed", null, "USD");
            refund(store, "r1", "p2", 3000, "succeeded");
            refund(store, "r2", "p2", 1000, "pending");

            assertThat(store.rows())
                    .containsOnly(
                            expected("2026-01-31", "USD", 16000, 0, 16000, 1600, 2),
                            expected("2026-02-01", "USD", 0, 3000, -3000, 0, 0));
        }
    }

    @Test
    void refundFollowsTheCurrencyOfItsPayment(@TempDir Path state) {
        try (StoreTestDriver store =
                StoreTestDriver.of(DerivedStores.REVENUE_DAILY, RevenueTopology::build, state)) {
            refund(store, "r1", "p1", 3000, "succeeded");
            assertThat(store.rows()).isEmpty();

            payment(store, "p1", "succeeded", "2026-02-01T10:00:00Z", "USD");
            assertThat(store.rows())
                    .containsOnly(expected("2026-02-01", "USD", 8000, 3000, 5000, 800, 1));

            payment(store, "p1", "succeeded", "2026-02-01T10:00:00Z", "EUR");
            assertThat(store.rows())
                    .containsOnly(expected("2026-02-01", "EUR", 8000, 3000, 5000, 800, 1));

            payment(store, "p1", "cancelled", null, "EUR");
            assertThat(store.rows())
                    .containsOnly(expected("2026-02-01", "EUR", 0, 3000, -3000, 0, 0));

            store.change("billing.refunds", RowKey.of("r1"), null);
            assertThat(store.rows()).isEmpty();
        }
    }

    private static void payment(
            StoreTestDriver store,
            String id,
            String status,
            @Nullable String processedAt,
            String currency) {
        store.change(
                "billing.payments",
                RowKey.of(id),
                row(
                        "source_system",
                        "edu7p",
                        "payment_type",
                        "course",
                        "currency",
                        currency,
                        "status",
                        status,
                        "amount_cents",
                        8000,
                        "platform_fee_cents",
                        800,
                        "processed_at",
                        processedAt));
    }

    private static void refund(
            StoreTestDriver store, String id, String payment, int cents, String status) {
        store.change(
                "billing.refunds",
                RowKey.of(id),
                row(
                        "id", id,
                        "payment_id", payment,
                        "status", status,
                        "amount_cents", cents,
                        "processed_at", "2026-02-01T00:00:00Z"));
    }

    private static Map.Entry<RowKey, Row> expected(
            String day, String currency, int gross, int refunded, int net, int fees, int count) {
        return Map.entry(
                RowKey.of(day, "edu7p", "course", currency),
                row(
                        "day", day,
                        "source_system", "edu7p",
                        "payment_type", "course",
                        "currency", currency,
                        "gross_cents", gross,
                        "refunded_cents", refunded,
                        "net_cents", net,
                        "platform_fee_cents", fees,
                        "payments", count));
    }
}
