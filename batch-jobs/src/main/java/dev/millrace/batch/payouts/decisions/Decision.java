package dev.millrace.batch.payouts.decisions;

import java.util.Optional;
import java.util.UUID;

/**
 * What a person decides.
 *
 * @param id of a payout, or of the newest attempt to pay it
 * @param reason why, with how it is known; not blank
 * @param reference what the bank or provider calls the transfer, where somebody said
 */
public record Decision(UUID id, DecidedOutcome outcome, String reason, Optional<String> reference) {

    public Decision {
        reason = reason.strip();
        if (reason.isEmpty()) {
            throw new IllegalArgumentException("the reason is blank, expected some words");
        }
        reference = reference.map(String::strip).filter(text -> !text.isEmpty());
    }
}
