package dev.millrace.batch.ledgerreconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.batch.payouts.findings.Finding;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** B15: what does not agree is found, each with its name, and nothing else is. */
class LedgerReconcileIT {

    private final Books books = new Books();

    @AfterEach
    void close() {
        books.close();
    }

    @Test
    void whereEverythingAgreesNothingIsFound() {
        UUID payment = books.payment("Ada", "pi_1");
        UUID refund = books.refund(payment, "re_1");
        books.transactionOfRefund(refund);
        books.record("refund,re_1,pi_1,100,USD,succeeded");
        books.record("payment,pi_of_nobody,,1000,USD,failed");
        books.read();
        books.desk.run("2026-03-08");
        books.derive();

        assertThat(books.reconcile(0)).isZero();

        assertThat(books.found()).isEmpty();
    }

    @Test
    void everyPlantedErrorIsFoundAndNamed() {
        plantInTheLedger();
        plantInTransactions();
        plantAtTheProvider();
        plantInResults();
        books.read();
        UUID derived = books.payment("derived", "pi_derived");
        books.read(
                Books.HEADER + "payment,pi_derived,,1000,USD,succeeded,2026-03-04T10:00:00.000Z\n");
        books.derive();
        books.change(
                "update derived.payment_state set refunded_amount_cents = 1 where payment_id = '%s'",
                derived);

        long fresh = books.reconcile(0);

        assertThat(books.found())
                .containsExactlyInAnyOrder(
                        "payment without a transaction|no transaction",
                        "payment with several transactions|two transactions",
                        "transaction differs from its payment|other amount",
                        "transaction of a payment that did not succeed|failed",
                        "refund without a transaction|no refund transaction",
                        "transaction of nothing|-",
                        "item of a payment that did not succeed|failed later",
                        "item of a refund that did not succeed|refund failed later",
                        "payment item differs from the practitioner amount|split changed",
                        "item without its posting|not posted",
                        "payment that only the provider knows|-",
                        "payment that succeeded at the provider only|pending here",
                        "payment that did not succeed at the provider|failed there",
                        "payment of another amount at the provider|less there",
                        "payment that the provider does not know|unknown there",
                        "payment that the provider has twice|twice there",
                        "refund that only the provider knows|refund there",
                        "payout that only the provider knows|-",
                        "payout that succeeded at the provider only|paid out there",
                        "payout that succeeded at the provider only|paid out there",
                        "payout that the provider paid twice|paid out there",
                        "result of a payout: amount differs|result",
                        "payment differs from derived.payment_state|derived");
        assertThat(fresh).isEqualTo(23);
        assertThat(books.findings())
                .filteredOn(
                        finding -> finding.problem().equals("transaction differs from its payment"))
                .extracting(Finding::details)
                .containsExactly("it is succeeded, 1000 USD; the transaction has 900 USD");
        assertThat(
                        books.sql
                                .sql(
                                        """
                                        select message from ops.system_logs
                                        where operation = 'ledger-reconcile' and message like '2 new%'
                                        """)
                                .query(String.class)
                                .list())
                .singleElement()
                .asString()
                .startsWith(
                        "2 new: payout that succeeded at the provider only, for example transfer ");
        assertThat(books.reconcile(0)).as("found before").isZero();
    }

    @Test
    void settledFindingsStaySettledUntilTheyAreOtherOnes() {
        UUID payment = books.bare("Ada", "pi_1");
        books.derive();
        books.reconcile(0);
        Finding finding = books.findings().getFirst();

        books.settle(finding.id());
        books.reconcile(0);
        assertThat(books.found()).isEmpty();
        assertThatThrownBy(() -> books.settle(finding.id()))
                .hasMessageContaining("there is no open finding " + finding.id());

        books.transaction(payment, 999);
        books.reconcile(0);
        assertThat(books.found()).containsExactly("transaction differs from its payment|Ada");
        assertThatThrownBy(() ->
                        books.change(
                                "update billing.reconciliation_findings set details = 'other'"))
                .hasMessageContaining("cannot be changed, only settled, and once");
    }

    @Test
    void whatIsUnderWayIsNoFinding() {
        UUID payment = books.bare("Ada", "pi_1");
        books.change("update billing.payments set processed_at = now() where id = '%s'", payment);
        books.derive();

        books.reconcile(60);
        assertThat(books.found()).isEmpty();

        books.reconcile(0);
        assertThat(books.found()).containsExactly("payment without a transaction|Ada");
    }

    @Test
    void aFileKnowsNothingOfDaysBesideIt() {
        UUID payment = books.booked("Ada", "pi_1");
        books.read();
        books.derive();
        for (String edge : new String[] {"2026-02-20", "2026-03-01T12:00Z", "2026-03-10T12:00Z"}) {
            books.change(
                    "update billing.payments set processed_at = '%s' where id = '%s'",
                    edge, payment);
            books.reconcile(0);
            assertThat(books.found()).as(edge).isEmpty();
        }

        books.change(
                "update billing.payments set processed_at = '2026-03-05' where id = '%s'", payment);
        books.reconcile(0);
        assertThat(books.found()).containsExactly("payment that the provider does not know|Ada");
    }

    @Test
    void theNewestFileCounts() {
        books.booked("Ada", "pi_1");
        books.derive();
        books.read(Books.HEADER + "payment,pi_1,,1000,USD,failed,2026-03-04T10:00:00Z\n");
        books.reconcile(0);
        assertThat(books.found())
                .containsExactly("payment that did not succeed at the provider|Ada");
        books.settle(books.findings().getFirst().id());

        books.read(Books.HEADER + "payment,pi_1,,1000,USD,succeeded,2026-03-04T10:00:00Z\n");
        books.reconcile(0);

        assertThat(books.found()).isEmpty();
    }

    @Test
    void aStreamThatStandsStillIsAFindingOfItsOwn() {
        books.bare("Ada", "pi_1");
        reconcileWithoutPatience();

        books.derive();
        books.change("update derived.store_freshness set as_of_lsn = '0/1'");
        reconcileWithoutPatience();

        assertThat(books.found())
                .containsExactlyInAnyOrder(
                        "payment without a transaction|Ada",
                        "payments cannot be compared with derived.payment_state|-",
                        "payments cannot be compared with derived.payment_state|-");
        assertThat(books.findings())
                .extracting(Finding::details)
                .anyMatch(details -> details.endsWith(" it was as of nothing"))
                .anyMatch(details -> details.endsWith(" it was as of 0/1"));
    }

    private void reconcileWithoutPatience() {
        try (BatchOperations operations =
                books.desk
                        .database()
                        .operations(
                                List.of(new LedgerReconcile(Duration.ofMillis(300))),
                                new SimpleMeterRegistry())) {
            RunReport report =
                    operations.run("ledger-reconcile", Map.of("slack-minutes", "0"), "night");

            assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        }
    }

    /** What a run of payouts has taken, and what changed since. */
    private void plantInTheLedger() {
        UUID failed = books.bare("failed later", "pi_failed_later");
        UUID refunded = books.payment("refund failed later", "pi_refund_failed");
        UUID refund = books.refund(refunded, "re_failed");
        UUID split = books.payment("split changed", "pi_split");
        books.desk.run("2026-03-08");
        books.change("update billing.payments set status = 'failed' where id = '%s'", failed);
        books.change("update billing.refunds set status = 'failed' where id = '%s'", refund);
        books.change(
                """
                update billing.payments
                set platform_fee_cents = 200, practitioner_amount_cents = 800 where id = '%s'
                """,
                split);
        UUID unposted = books.payment("not posted", "pi_unposted");
        books.change(
                """
                insert into billing.payout_items (practitioner_id, payment_id, amount_cents)
                select practitioner_id, id, 850 from billing.payments where id = '%s'
                """,
                unposted);
    }

    private void plantInTransactions() {
        books.bare("no transaction", "pi_none");
        books.record("payment,pi_none,,1000,USD,succeeded");
        UUID two = books.payment("two transactions", "pi_two");
        books.transaction(two, 1000);
        books.transaction(books.bare("other amount", "pi_other"), 900);
        books.record("payment,pi_other,,1000,USD,succeeded");
        UUID failed = books.booked("failed", "pi_failed");
        books.change("update billing.payments set status = 'failed' where id = '%s'", failed);
        books.refund(books.payment("no refund transaction", "pi_refunded"), "re_none");
        books.record("refund,re_none,pi_refunded,100,USD,succeeded");
        books.change(
                """
                insert into billing.payment_transactions
                    (user_id, amount_cents, transaction_type, status)
                select id, 5, 'payment', 'completed' from identity.users limit 1
                """);
    }

    private void plantAtTheProvider() {
        books.record("payment,pi_of_nobody,,1000,USD,succeeded");
        UUID pending = books.bare("pending here", "pi_pending");
        books.change("update billing.payments set status = 'pending' where id = '%s'", pending);
        books.record("payment,pi_pending,,1000,USD,succeeded");
        books.booked("failed there", "pi_there");
        books.record("payment,pi_there,,1000,USD,failed");
        books.booked("less there", "pi_less");
        books.record("payment,pi_less,,999,USD,succeeded");
        books.booked("unknown there", "pi_unknown");
        books.payment("twice there", "pi_twice");
        books.record("payment,pi_twice,,1000,USD,succeeded");
        books.payment("refund there", "pi_refund_there");
        books.record("refund,re_there,pi_refund_there,100,USD,succeeded");
        UUID transfer = books.failedTransfer("paid out there");
        books.record("payout,po_1,%s,850,USD,succeeded".formatted(transfer));
        books.record(
                "payout,po_2,%s,850,USD,succeeded"
                        .formatted(transfer.toString().replace("-", "").toUpperCase(Locale.ROOT)));
        books.record("payout,po_3,%s,850,USD,succeeded".formatted(UUID.randomUUID()));
    }

    private void plantInResults() {
        UUID transfer = books.failedTransfer("result");
        books.change(
                """
                with file as (
                    insert into billing.payout_result_files
                        (name, sha256, kind, message_id, read_by)
                    values ('camt054.xml', '\\x00', 'camt.054', 'm', 'tom')
                    returning id
                )
                insert into billing.payout_results (file_id, position, reference, transfer_id,
                    outcome, code, reason, amount, currency, verdict)
                select id, 1, 'r', '%s', 'returned', 'AC04', 'closed', 8.40, 'USD', 'amount differs'
                from file
                """,
                transfer);
    }
}
