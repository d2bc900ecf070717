package dev.millrace.batch.payouts.results;

import java.util.Locale;

/** What became of something that a file told. */
public enum Verdict {
    /** It changed the transfer. */
    APPLIED,
    /** It says what is so already, or nothing final. */
    KNOWN,
    /** No transfer has the reference. */
    UNKNOWN_REFERENCE,
    /** It is about another amount or currency than what was sent. */
    AMOUNT_DIFFERS,
    /** It cannot be after what is known of the transfer. */
    CONTRADICTS;

    /** Whether a person has to look at it. */
    public boolean needsAttention() {
        return switch (this) {
            case APPLIED, KNOWN -> false;
            case UNKNOWN_REFERENCE, AMOUNT_DIFFERS, CONTRADICTS -> true;
        };
    }

    /** As in {@code billing.payout_results.verdict}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
