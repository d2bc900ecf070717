package dev.millrace.batch.payouts.provider;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A payment, a refund or a payout as the provider has it.
 *
 * @param line of the file, from 1, which is the header
 * @param kind payment, refund or payout
 * @param reference the provider's own
 * @param belongsTo of a refund, the reference of its payment; of a payout, our id of the transfer
 * @param amount in the minor unit of the currency, more than 0
 * @param status pending, succeeded or failed
 */
record ProviderRecord(
        int line,
        String kind,
        String reference,
        Optional<String> belongsTo,
        long amount,
        String currency,
        String status,
        Instant occurredAt) {

    /** A row of {@code billing.provider_records}. */
    record Json(
            int position,
            String kind,
            String reference,
            @Nullable String belongsTo,
            long amountCents,
            String currency,
            String status,
            String occurredAt) {}

    Json json() {
        return new Json(
                line,
                kind,
                reference,
                belongsTo.orElse(null),
                amount,
                currency,
                status,
                occurredAt.toString());
    }
}
