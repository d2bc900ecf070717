package dev.millrace.batch.killed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.payouts.Sales;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** B15: what was planted is found once, and told once. */
final class ReconciledBooks implements KilledJob {

    private static final int PAYMENTS = 150;
    private static final int REFUNDS = 50;

    private List<String> planted = List.of();

    @Override
    public String name() {
        return "ledger-reconcile";
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of("slack-minutes", "0");
    }

    @Override
    public void prepare(Site site) {
        Sales sales = new Sales(site.sql());
        UUID practitioner = sales.practitioner();
        for (int sale = 0; sale < PAYMENTS; sale++) {
            UUID payment = sales.payment(practitioner, 1000, 900, "USD", "2026-03-02");
            if (sale < REFUNDS) {
                sales.refund(payment, 300, "2026-03-03 10:00Z");
            }
        }
        planted =
                site.texts(
                        """
                        select 'payment without a transaction payment ' || id from billing.payments
                        union all
                        select 'refund without a transaction refund ' || id from billing.refunds
                        union all
                        select 'payments cannot be compared with derived.payment_state derived.payment_state'
                        """);
    }

    @Override
    public void assertDone(Site site) {
        assertThat(
                        site.texts(
                                """
                                select problem || ' ' || subject
                                from billing.reconciliation_findings where settled_at is null
                                """))
                .containsExactlyInAnyOrderElementsOf(planted);
        assertThat(
                        site.texts(
                                """
                                select split_part(message, ',', 1) from ops.system_logs
                                where operation = 'ledger-reconcile'
                                """))
                .containsExactlyInAnyOrder(
                        PAYMENTS + " new: payment without a transaction",
                        REFUNDS + " new: refund without a transaction",
                        "1 new: payments cannot be compared with derived.payment_state");
    }

    /** The last step waits for the pipeline, outside of transactions. */
    @Override
    public boolean countsEachRowOnce() {
        return false;
    }
}
