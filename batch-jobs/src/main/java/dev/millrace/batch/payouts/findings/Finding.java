package dev.millrace.batch.payouts.findings;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A row of {@code billing.reconciliation_findings}.
 *
 * @param problem what is wrong
 * @param subject with what
 * @param details what was expected and what was found; may be empty
 * @param practitioner whose payouts stop while it is open; empty where nobody can say
 * @param foundAt cut-off of the run that found it first
 * @param seenAt cut-off of the run that found it last
 * @param settledBy who settled it; empty while it is open
 * @param reason why it is settled
 */
public record Finding(
        UUID id,
        String problem,
        String subject,
        String details,
        Optional<UUID> practitioner,
        Instant foundAt,
        Instant seenAt,
        Optional<String> settledBy,
        Optional<String> reason) {

    /** Whether nobody has settled it. */
    public boolean isOpen() {
        return settledBy.isEmpty();
    }
}
