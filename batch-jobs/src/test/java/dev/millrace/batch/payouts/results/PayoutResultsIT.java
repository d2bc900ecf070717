package dev.millrace.batch.payouts.results;

import static dev.millrace.batch.payouts.results.ResultFiles.booking;
import static dev.millrace.batch.payouts.results.ResultFiles.comeBack;
import static dev.millrace.batch.payouts.results.ResultFiles.notification;
import static dev.millrace.batch.payouts.results.ResultFiles.status;
import static dev.millrace.batch.payouts.results.ResultFiles.statusReport;
import static dev.millrace.batch.payouts.results.ResultFiles.sum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.payouts.PayoutDesk;
import dev.millrace.batch.payouts.bank.BankFileChannel;
import dev.millrace.batch.payouts.bank.Debtor;
import dev.millrace.batch.payouts.payee.BankAccount;
import dev.millrace.batch.payouts.sending.PayoutSending;
import dev.millrace.batch.payouts.sending.Transfer;
import dev.millrace.batch.payouts.sending.TransferOutcomes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What banks tell, and where the money is then. */
class PayoutResultsIT {

    @TempDir private Path folder;

    private final PayoutDesk desk = new PayoutDesk();
    private final UUID practitioner = desk.practitionerWithBank();

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void paidTransferIsPaidOnceAndTheFileIsReadOnce() {
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        send(desk.approved("2026-03-08"));
        String reference = references().getFirst();
        byte[] file = notification("N1", List.of(booking(reference, "DBIT", "9.00", "USD")));

        ResultReport report = read("n1.xml", file);

        assertThat(report.lines())
                .extracting(ResultReport.Line::verdict)
                .containsExactly(Verdict.APPLIED);
        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD paid");
        assertThat(desk.balance("sending")).isZero();
        assertThat(desk.balance("paid")).isEqualTo(-900);
        desk.assertNothingIsWrong();
        List<String> before = everything();
        assertThat(read("copy.xml", file).wasReadBefore()).isTrue();
        assertThat(everything()).isEqualTo(before);
        assertThat(
                        read(
                                        "n2.xml",
                                        notification(
                                                "N2",
                                                List.of(booking(reference, "DBIT", "9.00", "USD"))))
                                .lines())
                .extracting(ResultReport.Line::verdict)
                .containsExactly(Verdict.KNOWN);
        assertThat(desk.balance("paid")).isEqualTo(-900);
    }

    @Test
    void rejectedTransferIsSentAgainUnderANewId() {
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        UUID batch = desk.approved("2026-03-08");
        send(batch);
        String first = references().getFirst();

        read(
                "s.xml",
                statusReport("S1", message(), "PART", List.of(status(first, "RJCT", "AC01"))));

        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD failed");
        assertThat(desk.balance("sending")).isEqualTo(-900);
        desk.assertNothingIsWrong();
        send(batch);
        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD processing");
        assertThat(references()).hasSize(2).doesNotHaveDuplicates();
        String second =
                references().stream().filter(r -> !r.equals(first)).findFirst().orElseThrow();
        read("n.xml", notification("N1", List.of(booking(second, "DBIT", "9.00", "USD"))));
        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD paid");
        // The bank claims that it has paid the first one after all: nobody may pass over that.
        assertThat(
                        read(
                                        "m.xml",
                                        notification(
                                                "N2",
                                                List.of(booking(first, "DBIT", "9.00", "USD"))))
                                .attention())
                .extracting(ResultReport.Line::verdict)
                .containsExactly(Verdict.CONTRADICTS);
        desk.assertNothingIsWrong();
    }

    @Test
    void returnedTransferOpensItsItemsByNewPostings() {
        UUID payment = desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        send(desk.approved("2026-03-08"));
        String reference = references().getFirst();
        read("n.xml", notification("N1", List.of(booking(reference, "DBIT", "9.00", "USD"))));
        List<String> posted = entries();

        read("r.xml", notification("N2", List.of(comeBack(reference, "9.00", "USD", "AC04"))));

        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD cancelled");
        assertThat(desk.carried()).containsExactly("USD 900");
        assertThat(desk.balance("payable")).isEqualTo(-900);
        assertThat(desk.balance("paid")).isZero();
        assertThat(entries()).containsAll(posted).hasSize(posted.size() + 2);
        assertThat(
                        desk.sql()
                                .sql(
                                        "select kind || ' ' || reason || ' ' || actor from billing.payout_reversals")
                                .query(String.class)
                                .list())
                .containsExactly("returned AC04 account closed clerk");
        desk.assertNothingIsWrong();

        // Before it is paid again, a chargeback takes part of it: what is left is paid.
        desk.sales().refund(payment, 500, "2026-03-10 10:00Z");
        desk.run("2026-03-15");
        assertThat(desk.payouts())
                .containsExactly(
                        "2026-03-02 2026-03-08 900 USD cancelled",
                        "2026-03-09 2026-03-15 450 USD pending");
        desk.assertNothingIsWrong();
    }

    @Test
    void refundAfterPayoutIsCarriedAsANegativeBalance() {
        UUID payment = desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        send(desk.approved("2026-03-08"));
        read(
                "n.xml",
                notification(
                        "N1", List.of(booking(references().getFirst(), "DBIT", "9.00", "USD"))));

        desk.sales().refund(payment, 1000, "2026-03-10 10:00Z");
        desk.sales().payment(practitioner, 500, 400, "USD", "2026-03-11");
        desk.run("2026-03-15");

        assertThat(desk.carried()).containsExactly("USD -500");
        assertThat(desk.balance("payable")).isEqualTo(500);
        desk.sales().payment(practitioner, 800, 700, "USD", "2026-03-17");
        desk.run("2026-03-22");
        assertThat(desk.payouts()).contains("2026-03-16 2026-03-22 200 USD pending");
        desk.assertNothingIsWrong();
    }

    @Test
    void returnMayBeReadBeforeItsBooking() {
        desk.sales().payment(practitioner, 1000, 900, "KWD", "2026-03-02");
        send(desk.approved("2026-03-08"));
        String reference = references().getFirst();

        read("r.xml", notification("N2", List.of(comeBack(reference, "0.9", "KWD", "AC04"))));
        ResultReport late =
                read(
                        "n.xml",
                        notification("N1", List.of(booking(reference, "DBIT", "0.900", "KWD"))));

        assertThat(late.lines())
                .extracting(ResultReport.Line::verdict)
                .containsExactly(Verdict.KNOWN);
        assertThat(desk.carried()).containsExactly("KWD 900");
        desk.assertNothingIsWrong();
    }

    @Test
    void whatNobodyKnowsAndWhatDiffersIsKeptAndNamed() {
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        send(desk.approved("2026-03-08"));
        String reference = references().getFirst();
        String unknown = "0123456789abcdef0123456789abcdef";

        ResultReport report =
                read(
                        "n.xml",
                        notification(
                                "N1",
                                List.of(
                                        booking(unknown, "DBIT", "1.00", "USD"),
                                        booking("rent for March", "DBIT", "100.00", "USD"),
                                        booking(reference, "DBIT", "9.01", "USD"),
                                        booking(reference, "DBIT", "9.00", "EUR"),
                                        booking(reference, "DBIT", "9.00", "USD"))));

        assertThat(report.attention())
                .extracting(line -> line.reference() + ": " + line.verdict().text())
                .containsExactly(
                        unknown + ": unknown reference",
                        "rent for March: unknown reference",
                        reference + ": amount differs",
                        reference + ": amount differs");
        assertThat(report.count(Verdict.APPLIED)).isEqualTo(1);
        assertThat(
                        desk.sql()
                                .sql(
                                        """
                                        select concat_ws(' ', position, reference, outcome, amount,
                                            currency, verdict)
                                        from billing.payout_results order by position
                                        """)
                                .query(String.class)
                                .list())
                .containsExactly(
                        "1 " + unknown + " paid 1.00 USD unknown reference",
                        "2 rent for March paid 100.00 USD unknown reference",
                        "3 " + reference + " paid 9.01 USD amount differs",
                        "4 " + reference + " paid 9.00 EUR amount differs",
                        "5 " + reference + " paid 9.00 USD applied");
        desk.assertNothingIsWrong();
    }

    @Test
    void wholeMessageIsRejectedOrBookedAsOneSum() {
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        desk.sales().payment(desk.practitionerWithBank(), 1000, 800, "USD", "2026-03-02");
        UUID batch = desk.approved("2026-03-08");
        send(batch);
        String rejected = message();

        read("a.xml", statusReport("S0", rejected, "ACTC", List.of()));
        assertThat(desk.payouts()).allMatch(payout -> payout.endsWith("processing"));
        read("s.xml", statusReport("S1", rejected, "RJCT", List.of()));
        assertThat(desk.payouts()).allMatch(payout -> payout.endsWith("failed"));
        assertThat(read("u.xml", statusReport("S2", "another one", "RJCT", List.of())).attention())
                .extracting(ResultReport.Line::reference)
                .containsExactly("another one");
        send(batch);
        String again = message();
        assertThat(again).isNotEqualTo(rejected);
        read("n.xml", notification("N1", List.of(sum(again, "16.99", "USD"))));
        assertThat(desk.payouts()).allMatch(payout -> payout.endsWith("processing"));
        read("m.xml", notification("N2", List.of(sum(again, "17.00", "USD"))));
        assertThat(desk.payouts()).allMatch(payout -> payout.endsWith("paid"));
        desk.assertNothingIsWrong();
    }

    @Test
    void failedPayoutCanBeCancelledAndOneOnItsWayCannot() {
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        send(desk.approved("2026-03-08"));
        UUID payout = desk.sql().sql("select id from billing.payouts").query(UUID.class).single();

        assertThatThrownBy(() -> cancel(payout)).hasMessageContaining("cannot be cancelled");
        read("s.xml", statusReport("S1", message(), "RJCT", List.of()));
        cancel(payout);

        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD cancelled");
        assertThat(desk.carried()).containsExactly("USD 900");
        assertThat(desk.balance("sending")).isZero();
        assertThat(desk.balance("payable")).isEqualTo(-900);
        assertThatThrownBy(() -> cancel(payout)).hasMessageContaining("cannot be cancelled");
        desk.assertNothingIsWrong();
    }

    @Test
    void whatIsNoFileOfABankChangesNothing() {
        for (String text :
                List.of(
                        "",
                        "paid!",
                        "<Document><Other/></Document>",
                        "<!DOCTYPE d [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><d>&e;</d>",
                        new String(
                                notification("N", List.of(booking("r", "BOTH", "1", "USD"))),
                                StandardCharsets.UTF_8),
                        new String(
                                notification("N", List.of(booking("r", "DBIT", "much", "USD"))),
                                StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> read("x.xml", text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .hasMessageContaining("tells nothing about payouts");
        }
        assertThat(everything()).containsOnly("files 0", "results 0");
    }

    @Test
    void whateverBanksTellInWhateverOrderNothingIsPaidTwice() {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        System.out.println("whateverBanksTellInWhateverOrderNothingIsPaidTwice: seed " + seed);
        Random random = new Random(seed);
        int rounds = Boolean.getBoolean("millrace.test.long") ? 40 : 6;
        java.time.LocalDate sunday = java.time.LocalDate.of(2026, 1, 4);
        // What the bank holds of us: a reference, what it was for, and whether it came back.
        Map<String, Long> bank = new HashMap<>();
        long earned = 0;
        List<UUID> batches = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            sunday = sunday.plusWeeks(1);
            for (int i = 0; i < 3; i++) {
                long part = 1 + random.nextInt(1000);
                earned += part;
                desk.sales()
                        .payment(
                                i == 0 ? practitioner : desk.practitionerWithBank(),
                                part,
                                part,
                                "USD",
                                sunday.minusDays(1).toString());
            }
            batches.add(desk.approved(sunday.toString()));
            batches.forEach(this::send);
            List<String> told = new ArrayList<>();
            List<String> statuses = new ArrayList<>();
            for (Map.Entry<String, Long> transfer : unknownTo(bank).entrySet()) {
                String amount = java.math.BigDecimal.valueOf(transfer.getValue(), 2).toString();
                String reference = transfer.getKey();
                switch (random.nextInt(4)) {
                    case 0 -> {
                        told.add(booking(reference, "DBIT", amount, "USD"));
                        bank.put(reference, transfer.getValue());
                    }
                    case 1 -> {
                        told.add(booking(reference, "DBIT", amount, "USD"));
                        told.add(comeBack(reference, amount, "USD", "AC04"));
                        bank.put(reference, 0L);
                    }
                    case 2 -> {
                        statuses.add(status(reference, "RJCT", "AM04"));
                        bank.put(reference, 0L);
                    }
                    default -> statuses.add(status(reference, "ACSP", ""));
                }
            }
            Collections.shuffle(told, random);
            read("n" + round, notification("N" + round, told));
            read("s" + round, statusReport("S" + round, "M", "PART", statuses));
            read("again" + round, notification("again" + round, told));
            desk.assertNothingIsWrong();
        }

        long left = bank.values().stream().mapToLong(Long::longValue).sum();
        assertThat(desk.balance("paid")).isEqualTo(-left);
        assertThat(desk.balance("held")).isEqualTo(earned);
        assertThat(desk.balance("payable") + desk.balance("sending")).isEqualTo(left - earned);
    }

    private Map<String, Long> unknownTo(Map<String, Long> bank) {
        Map<String, Long> unknown = new HashMap<>();
        desk
                .sql()
                .sql("select id, amount_cents from billing.payout_transfers")
                .query((row, number) ->
                        Map.entry(Transfer.reference(row.getObject(1, UUID.class)), row.getLong(2)))
                .list()
                .stream()
                .filter(transfer -> !bank.containsKey(transfer.getKey()))
                .forEach(transfer -> unknown.put(transfer.getKey(), transfer.getValue()));
        return unknown;
    }

    private ResultReport read(String name, byte[] file) {
        return new PayoutResults(desk.as("clerk")).read(name, file);
    }

    private void send(UUID batch) {
        assertThat(
                        new PayoutSending(
                                        List.of(
                                                new BankFileChannel(
                                                        new Debtor(
                                                                "Klear Ltd",
                                                                new BankAccount(
                                                                        PayoutDesk.IBAN,
                                                                        Optional.empty(),
                                                                        Optional.empty())),
                                                        desk.cipher(),
                                                        folder.resolve("pay"))),
                                        desk.as("tom"))
                                .send(batch)
                                .isWhole())
                .isTrue();
    }

    private void cancel(UUID payout) {
        desk.as("clerk")
                .act(
                        "cancel",
                        "billing.payout",
                        payout.toString(),
                        Map.of(),
                        sql -> {
                            new TransferOutcomes(sql, "clerk").cancel(payout, "gave up");
                            return true;
                        });
    }

    private List<String> references() {
        return desk.sql()
                .sql(
                        "select replace(id::text, '-', '') from billing.payout_transfers order by sent_at")
                .query(String.class)
                .list();
    }

    /** The newest. */
    private String message() {
        return desk.sql()
                .sql(
                        """
                        select replace(id::text, '-', '') from billing.payout_messages
                        order by prepared_at desc limit 1
                        """)
                .query(String.class)
                .single();
    }

    private List<String> entries() {
        return desk.sql()
                .sql("select e::text from billing.ledger_entries e")
                .query(String.class)
                .list();
    }

    private List<String> everything() {
        return desk.sql()
                .sql(
                        """
                        select 'files ' || count(*) from billing.payout_result_files
                        union all select 'results ' || count(*) from billing.payout_results
                        union all select p::text from billing.payouts p
                        union all select t::text from billing.payout_transfers t
                        union all select e::text from billing.ledger_entries e
                        """)
                .query(String.class)
                .list();
    }
}
