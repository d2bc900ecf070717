package dev.millrace.batch.payouts.sending;

import java.util.UUID;

/**
 * One attempt to pay a payout.
 *
 * @param id end-to-end id, or idempotency key; made before the first attempt
 * @param amount in the minor unit of the currency
 * @param state as in {@code billing.payout_transfers.state}
 */
public record Transfer(
        UUID id, UUID payout, UUID practitioner, long amount, String currency, String state) {

    /** The id in the 32 characters that fit into every reference of ISO 20022. */
    public String reference() {
        return reference(id);
    }

    /** A durable id as a reference of ISO 20022. */
    public static String reference(UUID id) {
        return id.toString().replace("-", "");
    }
}
