package dev.millrace.streams.revenue;

import dev.millrace.schema.topics.Row;
import org.jspecify.annotations.Nullable;

/**
 * What matters of a row of {@code billing.payments}.
 *
 * @param paid null for a payment that did not go through
 */
record Payment(Terms terms, @Nullable Paid paid) {

    /**
     * Money that came in.
     *
     * @param micros when it was processed, in microseconds since 1970-01-01 UTC
     */
    record Paid(long cents, long feeCents, long micros) {}

    static Payment of(Row row) {
        return new Payment(
                new Terms(
                        row.text("source_system"), row.text("payment_type"), row.text("currency")),
                switch (row.text("status")) {
                    case "succeeded", "partially_refunded", "refunded" ->
                            new Paid(
                                    row.integer("amount_cents"),
                                    row.integer("platform_fee_cents"),
                                    row.micros("processed_at"));
                    default -> null;
                });
    }
}
