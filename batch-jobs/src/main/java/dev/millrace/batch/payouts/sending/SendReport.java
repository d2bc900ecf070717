package dev.millrace.batch.payouts.sending;

import java.util.List;
import java.util.UUID;

/**
 * What sending a batch came to.
 *
 * @param handedOver files and transfers of this call
 * @param skipped payouts that were not sent, and why
 */
public record SendReport(List<HandOver> handedOver, List<Skipped> skipped) {

    public SendReport {
        handedOver = List.copyOf(handedOver);
        skipped = List.copyOf(skipped);
    }

    /** Whether every payout of the batch is paid or on its way. */
    public boolean isWhole() {
        return skipped.isEmpty() && handedOver.stream().noneMatch(HandOver::isOpen);
    }

    /** A payout that somebody has to do something about. */
    public record Skipped(UUID payout, UUID practitioner, String reason) {}
}
