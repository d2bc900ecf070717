package dev.millrace.batch.payouts;

import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.Work;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An item and its posting for each refund of a taken payment that has none: what the practitioner
 * gives back. With A the amount of the payment, P the practitioner's part of it and R all that has
 * been refunded, they have given back floor(P R / A) in all; the refund's share is what that adds.
 * So shares of any partition of A come to P exactly, in whatever order refunds become known. A
 * share that comes to nothing makes no item.
 */
final class RefundedItems implements Work {

    private static final UUID FIRST = new UUID(0, 0);

    private static final String OPEN =
            """
            r.status = 'succeeded'
                and r.processed_at < :before
                and not exists (
                    select from billing.payout_items i where i.refund_id = r.id)
                and exists (
                    select from billing.payout_items i
                    where i.payment_id = r.payment_id and i.refund_id is null)
            """;

    private final Period period;
    private final int chunkSize;

    private UUID after = FIRST;

    RefundedItems(Period period, int chunkSize) {
        this.period = period;
        this.chunkSize = chunkSize;
    }

    @Override
    public OptionalLong total(JdbcClient sql) {
        return OptionalLong.of(
                sql.sql("select count(*) from billing.refunds r where " + OPEN)
                        .param("before", period.end())
                        .query(Long.class)
                        .single());
    }

    @Override
    public Chunk next(JdbcClient sql) {
        Taken taken =
                sql.sql(
                                """
                                with touched as materialized (
                                    select distinct r.payment_id
                                    from billing.refunds r
                                    where r.payment_id > :after and %s
                                    order by r.payment_id
                                    limit :chunk
                                ),
                                former as materialized (
                                    select t.payment_id, p.amount_cents as paid,
                                        earned.amount_cents as part, earned.practitioner_id,
                                        earned.currency,
                                        coalesce(sum(r.amount_cents), 0) as refunded,
                                        coalesce(-sum(i.amount_cents), 0) as given_back
                                    from touched t
                                    join billing.payments p on p.id = t.payment_id
                                    join billing.payout_items earned
                                        on earned.payment_id = t.payment_id
                                        and earned.refund_id is null
                                    left join billing.payout_items i
                                        on i.payment_id = t.payment_id and i.refund_id is not null
                                    left join billing.refunds r on r.id = i.refund_id
                                    group by t.payment_id, p.id, earned.id
                                ),
                                summed as (
                                    select r.id as refund_id, r.processed_at, f.*,
                                        greatest(
                                            f.given_back,
                                            div(
                                                f.part * (f.refunded + sum(r.amount_cents) over (
                                                    partition by r.payment_id
                                                    order by r.processed_at, r.id)),
                                                f.paid)) as back_in_all
                                    from former f
                                    join billing.refunds r on r.payment_id = f.payment_id
                                    where %s
                                ),
                                shares as materialized (
                                    select s.*, %s as item_id,
                                        (s.back_in_all - lag(s.back_in_all, 1, s.given_back::numeric) over (
                                            partition by s.payment_id
                                            order by s.processed_at, s.refund_id))::bigint as share
                                    from summed s
                                ),
                                stated as (
                                    update billing.refunds r
                                    set practitioner_share_cents = s.share
                                    from shares s
                                    where r.id = s.refund_id
                                        and r.practitioner_share_cents <> s.share
                                ),
                                items as (
                                    insert into billing.payout_items (id, practitioner_id, payment_id,
                                        refund_id, amount_cents, currency)
                                    select item_id, practitioner_id, payment_id, refund_id, -share,
                                        currency
                                    from shares
                                    where share > 0
                                ),
                                entries as (
                                    insert into billing.ledger_entries
                                        (posting_id, account_id, reason, amount_cents, currency)
                                    select s.item_id, a.id, 'refunded',
                                        case a.kind when 'payable' then s.share else -s.share end,
                                        s.currency
                                    from shares s
                                    join billing.ledger_accounts a
                                        on a.currency = s.currency
                                        and (a.kind = 'held'
                                            or a.kind = 'payable'
                                            and a.practitioner_id = s.practitioner_id)
                                    where s.share > 0
                                )
                                select (select count(*) from shares where share > 0),
                                    (select payment_id from touched order by 1 desc limit 1)
                                """
                                        .formatted(OPEN, OPEN, OrderedIds.NEXT))
                        .param(OrderedIds.BEGIN, OrderedIds.begin())
                        .param("after", after)
                        .param("before", period.end())
                        .param("chunk", chunkSize)
                        .query((row, number) ->
                                new Taken(row.getLong(1), row.getObject(2, UUID.class)))
                        .single();
        if (taken.last() == null) {
            return Chunk.last(0);
        }
        after = taken.last();
        return Chunk.of(taken.rows());
    }

    private record Taken(long rows, @Nullable UUID last) {}
}
