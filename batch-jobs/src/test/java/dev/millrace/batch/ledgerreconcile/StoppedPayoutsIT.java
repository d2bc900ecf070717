package dev.millrace.batch.ledgerreconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.payouts.PayoutDesk;
import dev.millrace.batch.payouts.bank.BankFileChannel;
import dev.millrace.batch.payouts.bank.Debtor;
import dev.millrace.batch.payouts.bank.FaultyTransactions;
import dev.millrace.batch.payouts.payee.BankAccount;
import dev.millrace.batch.payouts.sending.HandOver;
import dev.millrace.batch.payouts.sending.PayoutSending;
import dev.millrace.batch.payouts.sending.SendReport;
import dev.millrace.batch.payouts.sending.Transactions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is proposed for, nor sent to, whom an open finding concerns. */
class StoppedPayoutsIT {

    private static final String WHY =
            "1 open finding(s), the first: payment without a transaction (payment ";

    @TempDir private Path folder;

    private final Books books = new Books();

    @AfterEach
    void close() {
        books.close();
    }

    @Test
    void proposalsLeaveOutAndNameWhomAFindingConcerns() {
        UUID stopped = payee(books.bare("stopped", "pi_1"));
        books.booked("fine", "pi_2");
        books.derive();
        books.reconcile(0);

        books.desk.run("2026-03-08");

        assertThat(books.desk.payouts()).containsExactly("2026-03-02 2026-03-08 850 USD pending");
        assertThat(books.desk.carried()).containsExactly("USD 850");
        assertThat(books.desk.operations().dryRun(PayoutDesk.JOB, Map.of()))
                .anyMatch(line ->
                        line.startsWith("practitioner %s is left out: %s".formatted(stopped, WHY)));
        assertThat(
                        books.sql
                                .sql(
                                        "select message from ops.system_logs where operation = 'practitioner-payouts'")
                                .query(String.class)
                                .single())
                .startsWith("practitioner %s is left out: %s".formatted(stopped, WHY));

        books.settle(books.findings().getFirst().id());
        books.desk.run("2026-03-08");
        assertThat(books.desk.payouts())
                .containsExactly(
                        "2026-03-02 2026-03-08 850 USD pending",
                        "2026-03-02 2026-03-08 850 USD pending");
        assertThat(books.desk.carried()).isEmpty();
    }

    @Test
    void sendingLeavesOutWhomAFindingConcernsUntilItIsSettled() {
        UUID stopped = payee(books.bare("stopped", "pi_1"));
        books.booked("fine", "pi_2");
        books.derive();
        UUID batch = books.desk.approved("2026-03-08");
        books.reconcile(0);

        SendReport report = send(batch, books.desk.as("tom"));

        assertThat(report.handedOver()).extracting(HandOver::transfers).containsExactly(1L);
        assertThat(report.skipped())
                .singleElement()
                .satisfies(skipped -> {
                    assertThat(skipped.practitioner()).isEqualTo(stopped);
                    assertThat(skipped.reason()).startsWith(WHY);
                });

        books.settle(books.findings().getFirst().id());
        SendReport rest = send(batch, books.desk.as("tom"));
        assertThat(rest.isWhole()).isTrue();
        assertThat(rest.handedOver()).extracting(HandOver::transfers).containsExactly(1L);
        books.desk.assertNothingIsWrong();
    }

    @Test
    void whatWasPreparedIsNotHandedOverWhileAFindingStandsAgainstIt() {
        UUID stopped = payee(books.bare("stopped", "pi_1"));
        books.derive();
        UUID batch = books.desk.approved("2026-03-08");
        // Dies before the file is staged, and before it is released.
        for (int act : new int[] {2, 3}) {
            assertThatThrownBy(() ->
                            send(
                                    batch,
                                    new FaultyTransactions(
                                            books.desk.as("tom"),
                                            FaultyTransactions.beforeAct(act))))
                    .isInstanceOf(FaultyTransactions.Killed.class);
            books.change(
                    """
                    insert into billing.reconciliation_findings
                        (problem, subject, details, practitioner_id, found_at, seen_at)
                    values ('problem', 'subject %s', '', '%s', now(), now())
                    """,
                    act, stopped);

            assertThatThrownBy(() -> send(batch, books.desk.as("tom")))
                    .hasMessageContaining(
                            "has a prepared transfer to practitioner %s, who has 1 open finding(s)"
                                    .formatted(stopped));
            assertThat(states()).containsExactly(act == 2 ? "prepared" : "staged");

            books.settle(books.findings().getFirst().id());
        }
        assertThat(send(batch, books.desk.as("tom")).isWhole()).isTrue();
        assertThat(states()).containsExactly("released");
    }

    private List<String> states() {
        return books.sql
                .sql("select state from billing.payout_messages")
                .query(String.class)
                .list();
    }

    private UUID payee(UUID payment) {
        return books.sql
                .sql("select practitioner_id from billing.payments where id = ?")
                .param(payment)
                .query(UUID.class)
                .single();
    }

    private SendReport send(UUID batch, Transactions transactions) {
        BankFileChannel channel =
                new BankFileChannel(
                        new Debtor(
                                "Debtor",
                                new BankAccount(
                                        PayoutDesk.IBAN, Optional.empty(), Optional.empty())),
                        books.desk.cipher(),
                        folder);
        return new PayoutSending(List.of(channel), transactions).send(batch);
    }
}
