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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What banks tell, and where the money is then. */
class PayoutResultsIT {

    private final PayoutDesk desk = new PayoutDesk();
    private final UUID practitioner = desk.practitionerWithBank();

    private BankDesk bank;

    @BeforeEach
    void open(@TempDir Path folder) {
        bank = new BankDesk(desk, folder.resolve("pay"));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void paidTransferIsPaidOnceAndTheFileIsReadOnce() {
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        bank.send(desk.approved("2026-03-08"));
        String reference = bank.references().getFirst();
        byte[] file = notification("N1", List.of(booking(reference, "DBIT", "9.00", "USD")));

        ResultReport report = bank.read("n1.xml", file);

        assertThat(report.lines())
                .extracting(ResultReport.Line::verdict)
                .containsExactly(Verdict.APPLIED);
        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD paid");
        assertThat(desk.balance("sending")).isZero();
        assertThat(desk.balance("paid")).isEqualTo(-900);
        desk.assertNothingIsWrong();
        List<String> before = bank.everything();
        assertThat(bank.read("copy.xml", file).wasReadBefore()).isTrue();
        assertThat(bank.everything()).isEqualTo(before);
        assertThat(
                        bank.read(
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
        bank.send(batch);
        String first = bank.references().getFirst();

        bank.read(
                "s.xml",
                statusReport("S1", bank.message(), "PART", List.of(status(first, "RJCT", "AC01"))));

        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD failed");
        assertThat(desk.balance("sending")).isEqualTo(-900);
        desk.assertNothingIsWrong();
        bank.send(batch);
        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD processing");
        assertThat(bank.references()).hasSize(2).doesNotHaveDuplicates();
        String second =
                bank.references().stream().filter(r -> !r.equals(first)).findFirst().orElseThrow();
        bank.read("n.xml", notification("N1", List.of(booking(second, "DBIT", "9.00", "USD"))));
        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD paid");
        // The bank claims that it has paid the first one after all: nobody may pass over that.
        assertThat(
                        bank.read(
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
        bank.send(desk.approved("2026-03-08"));
        String reference = bank.references().getFirst();
        bank.read("n.xml", notification("N1", List.of(booking(reference, "DBIT", "9.00", "USD"))));
        List<String> posted = bank.entries();

        bank.read("r.xml", notification("N2", List.of(comeBack(reference, "9.00", "USD", "AC04"))));

        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD cancelled");
        assertThat(desk.carried()).containsExactly("USD 900");
        assertThat(desk.balance("payable")).isEqualTo(-900);
        assertThat(desk.balance("paid")).isZero();
        assertThat(bank.entries()).containsAll(posted).hasSize(posted.size() + 2);
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
        bank.send(desk.approved("2026-03-08"));
        bank.read(
                "n.xml",
                notification(
                        "N1",
                        List.of(booking(bank.references().getFirst(), "DBIT", "9.00", "USD"))));

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
        bank.send(desk.approved("2026-03-08"));
        String reference = bank.references().getFirst();

        bank.read("r.xml", notification("N2", List.of(comeBack(reference, "0.9", "KWD", "AC04"))));
        ResultReport late =
                bank.read(
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
        bank.send(desk.approved("2026-03-08"));
        String reference = bank.references().getFirst();
        String unknown = "0123456789abcdef0123456789abcdef";

        ResultReport report =
                bank.read(
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
        bank.send(batch);
        String rejected = bank.message();

        bank.read("a.xml", statusReport("S0", rejected, "ACTC", List.of()));
        assertThat(desk.payouts()).allMatch(payout -> payout.endsWith("processing"));
        bank.read("s.xml", statusReport("S1", rejected, "RJCT", List.of()));
        assertThat(desk.payouts()).allMatch(payout -> payout.endsWith("failed"));
        assertThat(
                        bank.read("u.xml", statusReport("S2", "another one", "RJCT", List.of()))
                                .attention())
                .extracting(ResultReport.Line::reference)
                .containsExactly("another one");
        bank.send(batch);
        String again = bank.message();
        assertThat(again).isNotEqualTo(rejected);
        bank.read("n.xml", notification("N1", List.of(sum(again, "16.99", "USD"))));
        assertThat(desk.payouts()).allMatch(payout -> payout.endsWith("processing"));
        bank.read("m.xml", notification("N2", List.of(sum(again, "17.00", "USD"))));
        assertThat(desk.payouts()).allMatch(payout -> payout.endsWith("paid"));
        desk.assertNothingIsWrong();
    }

    @Test
    void failedPayoutCanBeCancelledAndOneOnItsWayCannot() {
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        bank.send(desk.approved("2026-03-08"));
        UUID payout = desk.sql().sql("select id from billing.payouts").query(UUID.class).single();

        assertThatThrownBy(() -> bank.cancel(payout)).hasMessageContaining("cannot be cancelled");
        bank.read("s.xml", statusReport("S1", bank.message(), "RJCT", List.of()));
        bank.cancel(payout);

        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD cancelled");
        assertThat(desk.carried()).containsExactly("USD 900");
        assertThat(desk.balance("sending")).isZero();
        assertThat(desk.balance("payable")).isEqualTo(-900);
        assertThatThrownBy(() -> bank.cancel(payout)).hasMessageContaining("cannot be cancelled");
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
            assertThatThrownBy(() -> bank.read("x.xml", text.getBytes(StandardCharsets.UTF_8)))
                    .as(text)
                    .hasMessageContaining("tells nothing about payouts");
        }
        assertThat(bank.everything()).containsOnly("files 0", "results 0");
    }
}
