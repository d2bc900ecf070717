package dev.millrace.batch.payouts.decisions;

import java.util.Locale;
import java.util.Set;

/** What a person says came of a transfer. */
public enum DecidedOutcome {
    /** The money has left for good, also where it was taken for failed. */
    PAID(Set.of("sent", "failed")),
    /** It never left, and never will: the payout can be sent again, or cancelled. */
    FAILED(Set.of("sent")),
    /** It left, and has come back, all of it: the items are open again. */
    RETURNED(Set.of("sent", "paid"));

    private final Set<String> states;

    DecidedOutcome(Set<String> states) {
        this.states = states;
    }

    /** Whether it can be said of a transfer in this state. */
    boolean isPossibleOn(String state) {
        return states.contains(state);
    }

    /** As in {@code billing.payout_transfers.state}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
