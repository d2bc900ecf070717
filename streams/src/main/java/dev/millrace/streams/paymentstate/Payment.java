package dev.millrace.streams.paymentstate;

import dev.millrace.schema.topics.Row;

/** What matters of a row of {@code billing.payments}: its amount, and the status it was given. */
record Payment(long cents, String status) {

    static Payment of(Row row) {
        return new Payment(row.integer("amount_cents"), row.text("status"));
    }
}
