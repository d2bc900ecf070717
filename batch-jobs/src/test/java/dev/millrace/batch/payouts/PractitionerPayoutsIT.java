package dev.millrace.batch.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

/** B14: section 2.3 of the design and acceptance row K11, on a real server. */
class PractitionerPayoutsIT {

    private final PayoutDesk desk = new PayoutDesk();
    private final UUID practitioner = desk.sales().practitioner();

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void workedExampleOfTheDesign() {
        UUID first = desk.sales().payment(practitioner, 10000, 8500, "USD", "2026-03-02");
        UUID second = desk.sales().payment(practitioner, 9999, 8499, "USD", "2026-03-03");
        desk.sales().refund(second, 3333, "2026-03-04 10:00Z");
        desk.sales().refund(second, 6666, "2026-03-05 10:00Z");

        desk.run("2026-03-08");
        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 8500 USD pending");
        assertThat(shares(second)).containsExactly(2833L, 5666L);
        desk.run("2026-03-08");
        assertThat(desk.payouts()).hasSize(1);

        desk.sales().refund(first, 10000, "2026-03-10 10:00Z");
        desk.sales().payment(practitioner, 5000, 4250, "USD", "2026-03-11");
        desk.run("2026-03-15");
        assertThat(desk.payouts()).hasSize(1);
        assertThat(desk.carried()).containsExactly("USD -4250");
        desk.assertNothingIsWrong();
    }

    @Test
    void latePaymentIsTakenNextTimeAndOneThatIsNotDueWaits() {
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        desk.sales().payment(practitioner, 1000, 700, "USD", "2026-03-09");
        desk.run("2026-03-08");
        desk.sales().payment(practitioner, 1000, 50, "USD", "2026-02-01");

        desk.run("2026-03-08");
        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD pending");
        desk.run("2026-03-15");

        assertThat(desk.payouts())
                .containsExactly(
                        "2026-03-02 2026-03-08 900 USD pending",
                        "2026-03-09 2026-03-15 750 USD pending");
        desk.assertNothingIsWrong();
    }

    @Test
    void statementNamesEveryPaymentAndRefund() {
        UUID first = desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        UUID refund = desk.sales().refund(first, 100, "2026-03-04 10:00Z");
        desk.run("2026-03-08");
        UUID second = desk.sales().payment(practitioner, 1000, 700, "USD", "2026-03-09");
        desk.sales().payment(desk.sales().practitioner(), 1000, 900, "USD", "2026-03-09");
        desk.run("2026-03-15", "minimum", "701");

        List<StatementLine> statement =
                desk.operations().look(work -> StatementLine.of(work, practitioner));
        assertThat(statement)
                .extracting(line ->
                        "%s %s %s %s"
                                .formatted(
                                        line.payoutStatus().orElse("carried"),
                                        line.kind(),
                                        line.reference(),
                                        MinorUnits.plain(line.amount(), line.currency())))
                .containsExactly(
                        "pending payment " + first + " 9.00",
                        "pending refund " + refund + " -0.90",
                        "carried payment " + second + " 7.00");
    }

    @Test
    void currenciesNeverMix() {
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        desk.sales().payment(practitioner, 5000, 4000, "JPY", "2026-03-02");
        UUID dinar = desk.sales().payment(practitioner, 12345, 11111, "KWD", "2026-03-02");
        desk.sales().refund(dinar, 12345, "2026-03-03 10:00Z");

        desk.run("2026-03-08");

        assertThat(desk.payouts())
                .containsExactly(
                        "2026-03-02 2026-03-08 4000 JPY pending",
                        "2026-03-02 2026-03-08 900 USD pending");
        assertThat(desk.carried()).containsExactly("KWD 0");
        PayoutBatch batch = desk.batches().getFirst();
        assertThat(batch.totals()).containsExactly("4000 JPY", "9.00 USD");
        desk.assertNothingIsWrong();
    }

    @Test
    void holdMinimumMaximumAndInactiveAccountsWait() {
        UUID held = practitioner;
        UUID small = desk.sales().practitioner();
        UUID large = desk.sales().practitioner();
        UUID inactive = desk.sales().practitioner();
        UUID own = desk.sales().practitioner();
        desk.sales().payment(held, 1000, 900, "USD", "2026-03-07");
        desk.sales().payment(small, 1000, 99, "USD", "2026-03-02");
        desk.sales().payment(large, 9000, 5001, "USD", "2026-03-02");
        desk.sales().payment(inactive, 1000, 900, "USD", "2026-03-02");
        desk.sales().payment(own, 1000, 900, "USD", "2026-03-02");
        desk.sql()
                .sql(
                        """
                        insert into billing.payout_accounts
                            (practitioner_id, payout_method, minimum_payout_cents, is_active)
                        values (?, 'paypal', 0, false), (?, 'paypal', 901, true)
                        """)
                .params(inactive, own)
                .update();

        desk.run("2026-03-08", "hold-days", "2", "minimum", "100", "maximum", "5000");
        assertThat(desk.payouts()).isEmpty();
        desk.run("2026-03-15", "minimum", "99", "maximum", "5001");

        assertThat(desk.payouts())
                .containsExactly(
                        "2026-03-09 2026-03-15 5001 USD pending",
                        "2026-03-09 2026-03-15 900 USD pending",
                        "2026-03-09 2026-03-15 99 USD pending");
    }

    @Test
    void anotherPersonApprovesAndOnlyOnce() {
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        desk.run("2026-03-08");
        PayoutBatch batch = desk.batches().getFirst();
        assertThat(batch.status()).isEqualTo("proposed");
        assertThat(desk.balance("payable")).isEqualTo(-900);

        assertThatThrownBy(() -> desk.approve(batch.id(), "maker"))
                .hasMessageContaining("was proposed by maker: another person decides");
        desk.approve(batch.id(), "checker");
        assertThatThrownBy(() -> desk.approve(batch.id(), "third"))
                .hasMessageContaining("is decided already: approved by checker");

        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD processing");
        assertThat(desk.balance("payable")).isZero();
        assertThat(desk.balance("sending")).isEqualTo(-900);
        assertThat(
                        desk.sql()
                                .sql(
                                        """
                                        select additional_info ->> 'actor' from ops.audit_logs
                                        where resource_type = 'billing.payout_batch'
                                        """)
                                .query(String.class)
                                .list())
                .containsExactly("checker");
        desk.assertNothingIsWrong();
    }

    @Test
    void rejectedBatchOpensItsItemsAgain() {
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        desk.run("2026-03-08");

        UUID batch = desk.batches().getFirst().id();
        desk.operations()
                .act(
                        "checker",
                        "reject",
                        "billing.payout_batch",
                        batch.toString(),
                        work -> {
                            new PayoutBatches(work).reject(batch, "checker", "wrong week");
                            return true;
                        });

        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD cancelled");
        assertThat(desk.carried()).containsExactly("USD 900");
        desk.run("2026-03-08");
        assertThat(desk.payouts())
                .containsExactly(
                        "2026-03-02 2026-03-08 900 USD cancelled",
                        "2026-03-02 2026-03-08 900 USD pending");
        desk.assertNothingIsWrong();
    }

    @Test
    void smallBatchIsApprovedByItselfAndABatchWithOneLargePayoutIsNot() {
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        desk.run("2026-03-08", "automatic-below", "901");
        assertThat(desk.payouts()).containsExactly("2026-03-02 2026-03-08 900 USD processing");

        desk.sales().payment(practitioner, 1000, 901, "USD", "2026-03-09");
        desk.sales().payment(desk.sales().practitioner(), 1000, 1, "USD", "2026-03-09");
        desk.run("2026-03-15", "automatic-below", "901");

        assertThat(desk.payouts())
                .contains(
                        "2026-03-09 2026-03-15 901 USD pending",
                        "2026-03-09 2026-03-15 1 USD pending");
        desk.assertNothingIsWrong();
    }

    @Test
    void ledgerRefusesWhatDoesNotBalanceAndEveryChange() {
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        desk.run("2026-03-08");

        assertThatThrownBy(() ->
                        desk.sql()
                                .sql(
                                        """
                                        insert into billing.ledger_entries
                                            (posting_id, account_id, reason, amount_cents, currency)
                                        select gen_random_uuid(), id, 'earned', 5, currency
                                        from billing.ledger_accounts limit 1
                                        """)
                                .update())
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("does not balance: USD 5");
        for (String change :
                List.of(
                        "update billing.ledger_entries set amount_cents = 1",
                        "delete from billing.ledger_entries",
                        "truncate billing.ledger_entries")) {
            assertThatThrownBy(() -> desk.sql().sql(change).update())
                    .hasMessageContaining("billing.ledger_entries is refused");
        }
    }

    @Test
    void whatDoesNotAddUpIsNamed() {
        desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        desk.run("2026-03-08");
        UUID payout = desk.sql().sql("select id from billing.payouts").query(UUID.class).single();
        desk.sql().sql("update billing.payouts set amount_cents = 901").update();

        RunReport report =
                desk.operations().run(PayoutDesk.JOB, Map.of("period-end", "2026-03-15"), "maker");

        assertThat(report.outcome()).contains(Outcome.FAILED);
        assertThat(report.message().orElseThrow())
                .contains("amount differs from items (" + payout + ")");
    }

    @Test
    void dryRunTellsAndTakesNothing() {
        UUID payment = desk.sales().payment(practitioner, 1000, 900, "USD", "2026-03-02");
        desk.sales().refund(payment, 100, "2026-03-03 10:00Z");

        assertThat(desk.operations().dryRun(PayoutDesk.JOB, Map.of("period-end", "2026-03-08")))
                .containsExactly(
                        "pay for 2026-03-02 to 2026-03-08",
                        "take 1 payments in USD: 900",
                        "take 1 refunds in USD");
        assertThat(desk.carried()).isEmpty();
    }

    @Test
    void periodThatHasNotEndedIsRefused() {
        assertThatThrownBy(() ->
                        desk.operations()
                                .run(PayoutDesk.JOB, Map.of("period-end", "2999-01-01"), "maker"))
                .hasMessageContaining(
                        "parameter period-end of job practitioner-payouts is '2999-01-01'");
        assertThatThrownBy(() ->
                        desk.operations()
                                .run(PayoutDesk.JOB, Map.of("period-end", "yesterday"), "maker"))
                .hasMessageContaining("expected a date such as");
        assertThatThrownBy(() ->
                        desk.operations().run(PayoutDesk.JOB, Map.of("periodend", "x"), "maker"))
                .hasMessageContaining("has no parameter 'periodend', expected one of");
        assertThat(desk.operations().history(Optional.of(PayoutDesk.JOB), false, 5)).isEmpty();
    }

    private List<Long> shares(UUID payment) {
        return desk.sql()
                .sql(
                        """
                        select practitioner_share_cents from billing.refunds
                        where payment_id = ? order by processed_at
                        """)
                .param(payment)
                .query(Long.class)
                .list();
    }
}
