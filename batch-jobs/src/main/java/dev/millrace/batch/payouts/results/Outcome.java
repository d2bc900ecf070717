package dev.millrace.batch.payouts.results;

import java.util.Locale;

/** What came of a transfer, as somebody outside says. */
enum Outcome {
    /** Taken on, or still looked at: nothing final. */
    ACCEPTED,
    /** The money has left. */
    PAID,
    /** It never left. */
    FAILED,
    /** It left, and has come back. */
    RETURNED;

    /** By a status of ISO 20022 (ExternalPaymentTransactionStatus1Code). */
    static Outcome ofStatus(String code) {
        return switch (code) {
            case "ACSC", "ACCC" -> PAID;
            case "RJCT", "CANC" -> FAILED;
            default -> ACCEPTED;
        };
    }

    /** What it means for a transfer in this state. */
    Verdict on(String state) {
        return switch (this) {
            case ACCEPTED -> state.equals("prepared") ? Verdict.CONTRADICTS : Verdict.KNOWN;
            case PAID ->
                    switch (state) {
                        case "sent" -> Verdict.APPLIED;
                        // A return may be read before the booking that it undoes.
                        case "paid", "returned" -> Verdict.KNOWN;
                        default -> Verdict.CONTRADICTS;
                    };
            case FAILED ->
                    switch (state) {
                        case "sent" -> Verdict.APPLIED;
                        case "failed" -> Verdict.KNOWN;
                        default -> Verdict.CONTRADICTS;
                    };
            case RETURNED ->
                    switch (state) {
                        case "sent", "paid" -> Verdict.APPLIED;
                        case "returned" -> Verdict.KNOWN;
                        default -> Verdict.CONTRADICTS;
                    };
        };
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
