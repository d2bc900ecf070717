package dev.millrace.batch.payouts;

import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.FreshStatistics;
import dev.millrace.batch.job.Work;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An item and its posting for each payment that counts and has none. */
final class EarnedItems implements Work {

    /** Which payments {@code p} are to be taken; {@code :before} is the end of the period. */
    static final String OPEN =
            """
            p.practitioner_id is not null
                and p.practitioner_amount_cents > 0
                and p.status in ('succeeded', 'partially_refunded', 'refunded')
                and p.processed_at < :before
                and not exists (
                    select from billing.payout_items i
                    where i.payment_id = p.id and i.refund_id is null)
            """;

    private static final UUID FIRST = new UUID(0, 0);

    private final Period period;
    private final int chunkSize;

    private boolean hasAccounts;
    private UUID after = FIRST;

    EarnedItems(Period period, int chunkSize) {
        this.period = period;
        this.chunkSize = chunkSize;
    }

    @Override
    public OptionalLong total(JdbcClient sql) {
        return OptionalLong.of(
                sql.sql("select count(*) from billing.payments p where " + OPEN)
                        .param("before", period.paymentsEnd())
                        .query(Long.class)
                        .single());
    }

    @Override
    public Chunk next(JdbcClient sql) {
        if (!hasAccounts) {
            addAccounts(sql);
            // The plan of the chunks is made from the number of accounts, and there were none.
            FreshStatistics.of(sql, "billing.ledger_accounts");
            hasAccounts = true;
            return Chunk.of(0);
        }
        Taken taken =
                sql.sql(
                                """
                                with found as materialized (
                                    select p.id, p.practitioner_id, p.practitioner_amount_cents,
                                        p.currency
                                    from billing.payments p
                                    where p.id > :after and %s
                                    order by p.id
                                    limit :chunk
                                ),
                                taken as materialized (
                                    select f.*, payable.id as payable_id, held.id as held_id,
                                        %s as item_id
                                    from found f
                                    join billing.ledger_accounts payable
                                        on payable.kind = 'payable'
                                        and payable.practitioner_id = f.practitioner_id
                                        and payable.currency = f.currency
                                    join billing.ledger_accounts held
                                        on held.kind = 'held' and held.currency = f.currency
                                    order by f.id
                                ),
                                items as (
                                    insert into billing.payout_items
                                        (id, practitioner_id, payment_id, amount_cents, currency)
                                    select item_id, practitioner_id, id, practitioner_amount_cents,
                                        currency
                                    from taken
                                ),
                                entries as (
                                    insert into billing.ledger_entries
                                        (posting_id, account_id, reason, amount_cents, currency)
                                    select item_id, held_id, 'earned', practitioner_amount_cents,
                                        currency
                                    from taken
                                    union all
                                    select item_id, payable_id, 'earned',
                                        -practitioner_amount_cents, currency
                                    from taken
                                )
                                select count(*), (select id from found order by id desc limit 1)
                                from taken
                                """
                                        .formatted(OPEN, OrderedIds.NEXT))
                        .param(OrderedIds.BEGIN, OrderedIds.begin())
                        .param("after", after)
                        .param("before", period.paymentsEnd())
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

    private void addAccounts(JdbcClient sql) {
        sql.sql(
                        """
                        with needed as materialized (
                            select distinct p.practitioner_id, p.currency
                            from billing.payments p
                            where %s
                        )
                        insert into billing.ledger_accounts (kind, practitioner_id, currency)
                        select 'payable', practitioner_id, currency from needed
                        union
                        select k.kind, null, currency
                        from needed
                        cross join (values ('held'), ('sending'), ('paid')) k (kind)
                        on conflict do nothing
                        """
                                .formatted(OPEN))
                .param("before", period.paymentsEnd())
                .update();
    }

    private record Taken(long rows, @Nullable UUID last) {}
}
