package dev.millrace.batch.payouts.results;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What reading a file came to.
 *
 * @param kind {@code pain.002} or {@code camt.054}
 * @param wasReadBefore the same bytes were read before, and nothing was changed now
 * @param lines what the file told, in the order in which it was taken in
 */
public record ResultReport(String kind, boolean wasReadBefore, List<Line> lines) {

    public ResultReport {
        lines = List.copyOf(lines);
    }

    /** How many have this verdict. */
    public long count(Verdict verdict) {
        return lines.stream().filter(line -> line.verdict() == verdict).count();
    }

    /** What a person has to look at. */
    public List<Line> attention() {
        return lines.stream().filter(line -> line.verdict().needsAttention()).toList();
    }

    /**
     * One thing that was told.
     *
     * @param reference the transfer's, or what the file calls it; may be empty
     * @param outcome accepted, paid, failed or returned
     */
    public record Line(
            String reference,
            Optional<UUID> payout,
            String outcome,
            String code,
            String reason,
            Verdict verdict) {}
}
