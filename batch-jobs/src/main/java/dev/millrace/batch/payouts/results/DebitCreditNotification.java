package dev.millrace.batch.payouts.results;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * camt.054: what was booked on the account. A debit that is booked is money that has left; a credit
 * that carries the reference of a transfer is money that has come back.
 */
final class DebitCreditNotification {

    private DebitCreditNotification() {}

    static List<Told> told(String file, Element message) {
        List<Told> told = new ArrayList<>();
        for (Element notification : message.children("Ntfctn")) {
            for (Element entry : notification.children("Ntry")) {
                told.addAll(ofEntry(file, entry));
            }
        }
        return told;
    }

    private static List<Told> ofEntry(String file, Element entry) {
        List<Element> details =
                entry.children("NtryDtls").stream()
                        .flatMap(part -> part.children("TxDtls").stream())
                        .toList();
        if (details.isEmpty()) {
            return List.of(wholeMessage(file, entry));
        }
        return details.stream()
                .map(detail -> transaction(file, entry, detail, details.size() == 1))
                .toList();
    }

    /** A file booked as one sum, or an entry that says nothing more. */
    private static Told wholeMessage(String file, Element entry) {
        Optional<Element> batch = entry.child("NtryDtls", "Btch");
        return new Told(
                Told.Scope.MESSAGE,
                List.of(
                        batch.map(b -> b.text("PmtInfId")).orElse(""),
                        batch.map(b -> b.text("MsgId")).orElse(""),
                        entry.text("NtryRef"),
                        entry.text("AcctSvcrRef")),
                outcome(file, entry, direction(file, entry)),
                status(entry),
                entry.text("AddtlNtryInf"),
                entry.child("Amt").map(DebitCreditNotification::amount));
    }

    private static Told transaction(
            String file, Element entry, Element detail, boolean isTheOnlyOne) {
        Optional<Element> amount =
                Stream.of(
                                detail.child("Amt"),
                                detail.child("AmtDtls", "TxAmt", "Amt"),
                                detail.child("AmtDtls", "InstdAmt", "Amt"),
                                isTheOnlyOne ? entry.child("Amt") : Optional.<Element>empty())
                        .flatMap(Optional::stream)
                        .findFirst();
        Optional<Element> returned = detail.child("RtrInf");
        String direction = detail.text("CdtDbtInd");
        return new Told(
                Told.Scope.TRANSFER,
                List.of(
                        detail.text("Refs", "EndToEndId"),
                        detail.text("Refs", "InstrId"),
                        detail.text("Refs", "UETR"),
                        detail.text("Refs", "AcctSvcrRef"),
                        entry.text("AcctSvcrRef"),
                        entry.text("NtryRef")),
                outcome(file, entry, direction.isEmpty() ? direction(file, entry) : direction),
                returned.map(r -> r.text("Rsn", "Cd") + r.text("Rsn", "Prtry"))
                        .filter(code -> !code.isEmpty())
                        .orElseGet(() -> status(entry)),
                returned.stream()
                        .flatMap(r -> r.children("AddtlInf").stream().map(Element::text))
                        .collect(Collectors.joining(" ")),
                amount.map(DebitCreditNotification::amount));
    }

    private static Outcome outcome(String file, Element entry, String direction) {
        if (!status(entry).equals("BOOK")) {
            return Outcome.ACCEPTED;
        }
        return switch (direction) {
            // A debit that is undone comes as a credit that says so.
            case "DBIT" -> Outcome.PAID;
            case "CRDT" -> Outcome.RETURNED;
            default ->
                    throw ResultFile.malformed(
                            file,
                            "CdtDbtInd is '%s', expected DBIT or CRDT".formatted(direction),
                            null);
        };
    }

    private static String direction(String file, Element entry) {
        String direction = entry.text("CdtDbtInd");
        if (direction.isEmpty()) {
            throw ResultFile.malformed(file, "an entry has no CdtDbtInd", null);
        }
        return direction;
    }

    /** A code, in an element of its own since the fourth version. */
    private static String status(Element entry) {
        String code = entry.text("Sts", "Cd");
        return code.isEmpty() ? entry.text("Sts") : code;
    }

    /** An amount with its currency. */
    static Told.Amount amount(Element element) {
        try {
            return new Told.Amount(new BigDecimal(element.text()), element.attribute("Ccy"));
        } catch (NumberFormatException e) {
            throw ResultFile.malformed(
                    "the file", "'%s' is no amount".formatted(element.text()), e);
        }
    }
}
