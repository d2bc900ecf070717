package dev.millrace.batch.killed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.payouts.Sales;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** B14: every payment and refund counts once, the ledger balances, and each gets what is theirs. */
final class PaidPractitioners implements KilledJob {

    /**
     * What each is to get: P less floor(P R / A) of each payment, from payments and refunds alone.
     */
    private static final String EARNED =
            """
            select concat_ws(' ', p.practitioner_id, p.currency,
                sum(p.practitioner_amount_cents
                    - p.practitioner_amount_cents * coalesce(r.amount_cents, 0) / p.amount_cents))
            from billing.payments p
            left join (
                select payment_id, sum(amount_cents)::bigint as amount_cents from billing.refunds
                group by payment_id) r on r.payment_id = p.id
            group by p.practitioner_id, p.currency
            """;

    private List<String> earned = List.of();
    private List<String> counted = List.of();

    @Override
    public String name() {
        return "practitioner-payouts";
    }

    /** Approved by itself, so that the postings of the approval are killed into, too. */
    @Override
    public Map<String, String> parameters() {
        return Map.of(
                "period-end", "2026-03-08", "chunk-size", "5", "automatic-below", "100000000");
    }

    @Override
    public void prepare(Site site) {
        Sales sales = new Sales(site.sql());
        for (int payee = 0; payee < 6; payee++) {
            UUID practitioner = sales.practitioner();
            for (int sale = 0; sale < 20; sale++) {
                UUID payment =
                        sales.payment(
                                practitioner,
                                1000 + sale,
                                900 + payee,
                                sale % 4 == 0 ? "JPY" : "USD",
                                "2026-03-02");
                if (sale % 3 == 0) {
                    sales.refund(payment, 301, "2026-03-03 10:00Z");
                }
                if (sale % 6 == 0) {
                    sales.refund(payment, 333, "2026-03-04 10:00Z");
                }
            }
        }
        earned = site.texts(EARNED);
        assertThat(earned).hasSize(12);
        counted =
                site.texts(
                        """
                        select 'payment ' || id from billing.payments
                        union all
                        select 'refund ' || id from billing.refunds
                        """);
    }

    @Override
    public void assertNothingIsHalfDone(Site site) {
        assertThat(
                        site.texts(
                                """
                                select problem || ' ' || id from oracle.payout_violations
                                union all
                                select problem || ' ' || id from oracle.ledger_violations
                                """))
                .isEmpty();
    }

    @Override
    public void assertDone(Site site) {
        assertThat(
                        site.texts(
                                """
                                select case when refund_id is null then 'payment ' || payment_id
                                    else 'refund ' || refund_id end
                                from billing.payout_items where payout_id is not null
                                """))
                .containsExactlyInAnyOrderElementsOf(counted);
        assertThat(
                        site.texts(
                                """
                                select concat_ws(' ', practitioner_id, currency, amount_cents)
                                from billing.payouts where status = 'processing'
                                """))
                .containsExactlyInAnyOrderElementsOf(earned);
        // What is held for them is all on its way, and none of it is owed any more.
        assertThat(
                        site.texts(
                                """
                                select concat_ws(' ', a.kind, a.currency)
                                from billing.ledger_entries e
                                join billing.ledger_accounts a on a.id = e.account_id
                                group by a.kind, a.currency
                                having sum(e.amount_cents) <> case a.kind
                                    when 'payable' then 0
                                    else case a.kind when 'held' then 1 else -1 end * (
                                        select sum(p.amount_cents) from billing.payouts p
                                        where p.currency = a.currency) end
                                """))
                .isEmpty();
        assertThat(site.count("billing.payouts")).isEqualTo(earned.size());
        assertThat(site.texts("select status || ' ' || proposed_by from billing.payout_batches"))
                .containsExactly("approved test");
    }
}
