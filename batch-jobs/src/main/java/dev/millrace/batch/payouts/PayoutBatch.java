package dev.millrace.batch.payouts;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What one run proposed.
 *
 * @param status proposed, approved or rejected
 * @param payouts how many
 * @param totals what they come to, one text a currency, in its own decimals
 * @param decidedBy who approved or rejected it
 */
public record PayoutBatch(
        UUID id,
        LocalDate first,
        LocalDate last,
        String status,
        String proposedBy,
        Instant proposedAt,
        Optional<String> decidedBy,
        long payouts,
        List<String> totals) {

    public PayoutBatch {
        totals = List.copyOf(totals);
    }
}
