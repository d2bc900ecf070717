package dev.millrace.batch.ledgerreconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.batch.payouts.PayoutDesk;
import dev.millrace.batch.payouts.findings.Finding;
import dev.millrace.batch.payouts.findings.Findings;
import dev.millrace.batch.payouts.provider.ProviderRecords;
import dev.millrace.batch.payouts.provider.RecordReport;
import dev.millrace.batch.payouts.provider.Span;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Payments that agree with everything, unless a test says otherwise. */
final class Books implements AutoCloseable {

    static final String HEADER =
            "kind,reference,belongs_to,amount_minor,currency,status,occurred_at\n";
    static final String DAY = "2026-03-04";
    static final Span SPAN = new Span(LocalDate.parse("2026-03-01"), LocalDate.parse("2026-03-10"));

    final PayoutDesk desk = new PayoutDesk();
    final JdbcClient sql = desk.sql();

    private final Map<UUID, String> names = new HashMap<>();
    private final List<String> lines = new ArrayList<>();

    /** A practitioner whom findings name so. */
    UUID practitioner(String name) {
        UUID practitioner = desk.practitionerWithBank();
        names.put(practitioner, name);
        return practitioner;
    }

    /** 1000 cents, of which the practitioner gets 850, and nobody else knows of. */
    UUID bare(String name, String reference) {
        UUID payment = desk.sales().payment(practitioner(name), 1000, 850, "USD", DAY);
        change(
                "update billing.payments set provider_payment_intent_id = '%s' where id = '%s'",
                reference, payment);
        return payment;
    }

    /** The same with its transaction. */
    UUID booked(String name, String reference) {
        UUID payment = bare(name, reference);
        transaction(payment, 1000);
        return payment;
    }

    /** The same with the provider's record. */
    UUID payment(String name, String reference) {
        UUID payment = booked(name, reference);
        record("payment," + reference + ",,1000,USD,succeeded");
        return payment;
    }

    void transaction(UUID payment, long amount) {
        change(
                """
                insert into billing.payment_transactions (user_id, payment_id, amount_cents,
                    transaction_type, status, created_at)
                select user_id, id, %s, 'payment', 'completed', processed_at
                from billing.payments where id = '%s'
                """,
                amount, payment);
    }

    /** A refund of 100 cents. */
    UUID refund(UUID payment, String reference) {
        UUID refund = desk.sales().refund(payment, 100, DAY + "T12:00:00Z");
        change(
                "update billing.refunds set provider_refund_id = '%s' where id = '%s'",
                reference, refund);
        return refund;
    }

    void transactionOfRefund(UUID refund) {
        change(
                """
                insert into billing.payment_transactions (user_id, payment_id, refund_id,
                    amount_cents, transaction_type, status)
                select requested_by, payment_id, id, amount_cents, 'refund', 'completed'
                from billing.refunds where id = '%s'
                """,
                refund);
    }

    /** A transfer of 850 cents by Stripe that failed, of a payout that was given up. */
    UUID failedTransfer(String name) {
        return sql.sql(
                        """
                        with payout as (
                            insert into billing.payouts (practitioner_id, amount_cents,
                                period_start, period_end, payout_method, status)
                            values (?, 850, '2026-02-23', '2026-03-01', 'stripe', 'cancelled')
                            returning id
                        )
                        insert into billing.payout_transfers (payout_id, attempt, channel,
                            amount_cents, currency, state, sent_at, ended_at)
                        select id, 1, 'stripe', 850, 'USD', 'failed', '2026-03-02', '2026-03-02'
                        from payout
                        returning id
                        """)
                .param(practitioner(name))
                .query(UUID.class)
                .single();
    }

    /** A line of the provider's file, without its moment. */
    void record(String line) {
        lines.add(line + "," + DAY + "T10:00:01Z\n");
    }

    /** Reads the lines so far as a file of Stripe. */
    RecordReport read() {
        return read(HEADER + String.join("", lines));
    }

    RecordReport read(String file) {
        return new ProviderRecords(desk.as("tom"))
                .read("stripe.csv", file.getBytes(StandardCharsets.UTF_8), "stripe", SPAN);
    }

    void change(String statement, Object... values) {
        sql.sql(statement.formatted(values)).update();
    }

    /** The derived store as it should be, as of every commit. */
    void derive() {
        change(
                """
                insert into derived.payment_state
                select payment_id, amount_cents, refunded_amount_cents, effective_status, now()
                from oracle.payment_state
                on conflict (payment_id) do update
                set refunded_amount_cents = excluded.refunded_amount_cents,
                    effective_status = excluded.effective_status
                """);
        change(
                """
                insert into derived.store_freshness
                    (store, system_identifier, timeline, as_of_lsn)
                select 'payment_state', h.system_identifier, h.timeline, h.lsn + 1000000000
                from derived.here() h
                on conflict (store) do update set as_of_lsn = excluded.as_of_lsn
                """);
    }

    /** Runs the job to its end, and says how many findings are new. */
    long reconcile(int slackMinutes) {
        RunReport report =
                desk.operations()
                        .run(
                                "ledger-reconcile",
                                Map.of("slack-minutes", Integer.toString(slackMinutes)),
                                "night");
        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        return report.rowsDone();
    }

    List<Finding> findings() {
        return desk.operations().look(work -> new Findings(work).all(false));
    }

    /** Open findings as problem and name. */
    List<String> found() {
        return findings().stream()
                .map(finding ->
                        finding.problem()
                                + "|"
                                + finding.practitioner().map(names::get).orElse("-"))
                .toList();
    }

    void settle(UUID finding) {
        desk.operations()
                .act(
                        "tom",
                        "settle",
                        "billing.reconciliation_finding",
                        finding.toString(),
                        work -> {
                            new Findings(work).settle(finding, "tom", "looked at");
                            return true;
                        });
    }

    @Override
    public void close() {
        desk.close();
    }
}
