package dev.millrace.batch.payouts;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A line of a practitioner's statement: what one payment earned or one refund took back.
 *
 * @param payout the payout that it is part of; empty while it is carried forward
 * @param payoutStatus state of that payout
 * @param periodEnd last day of the payout's period
 * @param kind {@code payment} or {@code refund}
 * @param reference id of the payment or refund
 * @param processedAt when it was processed
 * @param amount in the minor unit of the currency; negative for what is taken back
 */
public record StatementLine(
        Optional<UUID> payout,
        Optional<String> payoutStatus,
        Optional<LocalDate> periodEnd,
        String kind,
        UUID reference,
        OffsetDateTime processedAt,
        long amount,
        String currency) {

    /** All lines of a practitioner, in the order of the payouts, what is carried last. */
    public static List<StatementLine> of(JdbcClient sql, UUID practitioner) {
        return sql.sql(
                        """
                        select i.payout_id, o.status::text as payout_status, o.period_end,
                            case when r.id is null then 'payment' else 'refund' end as kind,
                            coalesce(r.id, p.id) as reference,
                            coalesce(r.processed_at, p.processed_at) as processed_at,
                            i.amount_cents, i.currency
                        from billing.payout_items i
                        join billing.payments p on p.id = i.payment_id
                        left join billing.refunds r on r.id = i.refund_id
                        left join billing.payouts o on o.id = i.payout_id
                        where i.practitioner_id = ?
                        order by o.period_end nulls last, i.currency, processed_at, reference
                        """)
                .param(practitioner)
                .query((row, number) ->
                        new StatementLine(
                                Optional.ofNullable(row.getObject("payout_id", UUID.class)),
                                Optional.ofNullable(row.getString("payout_status")),
                                Optional.ofNullable(row.getObject("period_end", LocalDate.class)),
                                row.getString("kind"),
                                row.getObject("reference", UUID.class),
                                row.getObject("processed_at", OffsetDateTime.class),
                                row.getLong("amount_cents"),
                                row.getString("currency")))
                .list();
    }
}
