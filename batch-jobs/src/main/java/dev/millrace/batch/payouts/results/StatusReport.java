package dev.millrace.batch.payouts.results;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * pain.002: a status for the whole message, for its block of payments, or for single transfers. A
 * transfer without a status of its own has that of its block, a block that of the message.
 */
final class StatusReport {

    private StatusReport() {}

    static List<Told> told(Element report) {
        List<Told> told = new ArrayList<>();
        Optional<Element> group = report.child("OrgnlGrpInfAndSts");
        String message = group.map(g -> g.text("OrgnlMsgId")).orElse("");
        String groupStatus = group.map(g -> g.text("GrpSts")).orElse("");
        Optional<Element> decisive = group;
        String status = groupStatus;
        for (Element block : report.children("OrgnlPmtInfAndSts")) {
            String blockStatus = block.text("PmtInfSts");
            if (!blockStatus.isEmpty()) {
                status = blockStatus;
                decisive = Optional.of(block);
            }
            for (Element transaction : block.children("TxInfAndSts")) {
                told.add(transaction(transaction, status));
            }
        }
        // Older versions have transactions outside of a block.
        for (Element transaction : report.children("TxInfAndSts")) {
            told.add(transaction(transaction, groupStatus));
        }
        if (!status.isEmpty() && !status.equals("PART")) {
            told.add(
                    new Told(
                            Told.Scope.MESSAGE,
                            List.of(message),
                            Outcome.ofStatus(status),
                            status,
                            decisive.map(StatusReport::reason).orElse(""),
                            Optional.empty()));
        }
        return told;
    }

    private static Told transaction(Element transaction, String inherited) {
        String own = transaction.text("TxSts");
        String status = own.isEmpty() ? inherited : own;
        return new Told(
                Told.Scope.TRANSFER,
                List.of(
                        transaction.text("OrgnlEndToEndId"),
                        transaction.text("OrgnlInstrId"),
                        transaction.text("OrgnlUETR")),
                Outcome.ofStatus(status),
                status,
                reason(transaction),
                transaction
                        .child("OrgnlTxRef", "Amt", "InstdAmt")
                        .map(DebitCreditNotification::amount));
    }

    /** Codes and words of all reasons. */
    private static String reason(Element of) {
        return of.children("StsRsnInf").stream()
                .flatMap(information ->
                        Stream.concat(
                                Stream.of(
                                        information.text("Rsn", "Cd"),
                                        information.text("Rsn", "Prtry")),
                                information.children("AddtlInf").stream().map(Element::text)))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
    }
}
