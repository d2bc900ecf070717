package dev.millrace.batch.payouts.results;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * One thing that a file tells.
 *
 * @param scope whether the references are those of one transfer or of a message
 * @param references what it may be known by, the best first; may be empty
 * @param code status or reason code of ISO 20022; may be empty
 * @param reason in words; may be empty
 */
record Told(
        Scope scope,
        List<String> references,
        Outcome outcome,
        String code,
        String reason,
        Optional<Amount> amount) {

    Told {
        references = references.stream().filter(reference -> !reference.isBlank()).toList();
    }

    enum Scope {
        TRANSFER,
        /** Every transfer of the message that the file does not name by itself. */
        MESSAGE
    }

    /** As it stands in the file. */
    record Amount(BigDecimal value, String currency) {}
}
