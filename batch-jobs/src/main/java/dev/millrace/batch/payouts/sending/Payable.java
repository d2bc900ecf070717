package dev.millrace.batch.payouts.sending;

import java.util.UUID;

/**
 * An approved payout that nothing is under way for.
 *
 * @param amount in the minor unit of the currency
 */
public record Payable(UUID payout, UUID practitioner, long amount, String currency) {}
