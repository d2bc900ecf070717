package dev.millrace.batch.payouts;

import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.payouts.findings.Findings;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A payout for each practitioner and currency whose open items come to enough, with all of those
 * items. The rest stays open, whatever its sign, and counts again next time; so does everything of
 * whoever has an open finding, which is told in {@code ops.system_logs}.
 */
final class ProposedPayouts implements Work {

    private static final UUID FIRST = new UUID(0, 0);
    private static final int LEFT_OUT_TOLD = 100;

    private final JobRun run;
    private final Period period;

    private UUID after = FIRST;

    ProposedPayouts(JobRun run, Period period) {
        this.run = run;
        this.period = period;
    }

    @Override
    public OptionalLong total(JdbcClient sql) {
        // What becomes of the items is not known before.
        return OptionalLong.empty();
    }

    @Override
    public Chunk next(JdbcClient sql) {
        Paid paid =
                sql.sql(
                                """
                                with practitioners as materialized (
                                    select distinct i.practitioner_id
                                    from billing.payout_items i
                                    where i.payout_id is null and i.practitioner_id > :after
                                    order by i.practitioner_id
                                    limit :chunk
                                ),
                                due as materialized (
                                    select i.practitioner_id, i.currency, sum(i.amount_cents) as net,
                                        coalesce(min(a.payout_method), 'bank_transfer') as method
                                    from practitioners p
                                    join billing.payout_items i
                                        on i.practitioner_id = p.practitioner_id
                                        and i.payout_id is null
                                    left join billing.payout_accounts a
                                        on a.practitioner_id = p.practitioner_id
                                    where coalesce(a.is_active, true) and not %s
                                    group by i.practitioner_id, i.currency
                                    having sum(i.amount_cents) > 0
                                        and sum(i.amount_cents) >= greatest(
                                            :minimum, coalesce(min(a.minimum_payout_cents), 0))
                                        and (:maximum = 0 or sum(i.amount_cents) <= :maximum)
                                ),
                                payouts as (
                                    insert into billing.payouts (practitioner_id, amount_cents,
                                        currency, period_start, period_end, payout_method)
                                    select d.practitioner_id, d.net, d.currency, :first, :last, d.method
                                    from due d
                                    where not exists (
                                        select from billing.payouts p
                                        where p.practitioner_id = d.practitioner_id
                                            and p.currency = d.currency
                                            and p.period_start = :first
                                            and p.period_end = :last
                                            and p.status <> 'cancelled')
                                    returning id, practitioner_id, currency
                                ),
                                assigned as (
                                    update billing.payout_items i
                                    set payout_id = p.id
                                    from payouts p
                                    where i.payout_id is null
                                        and i.practitioner_id = p.practitioner_id
                                        and i.currency = p.currency
                                ),
                                batch as (
                                    insert into billing.payout_batches
                                        (period_start, period_end, cut_off, proposed_by)
                                    select :first, :last, :cutOff, :proposer
                                    where exists (select from payouts)
                                    on conflict (period_end, cut_off) do update
                                    set period_end = excluded.period_end
                                    returning id
                                ),
                                members as (
                                    insert into billing.payout_batch_members (payout_id, batch_id)
                                    select p.id, b.id from payouts p cross join batch b
                                )
                                select (select count(*) from payouts),
                                    (select practitioner_id from practitioners order by 1 desc limit 1)
                                """
                                        .formatted(Findings.stopped("p.practitioner_id")))
                        .param("after", after)
                        .param("chunk", run.chunkSize())
                        .param("minimum", run.number(PractitionerPayouts.MINIMUM))
                        .param("maximum", run.number(PractitionerPayouts.MAXIMUM))
                        .param("first", period.first())
                        .param("last", period.last())
                        .param("cutOff", run.cutOff())
                        .param("proposer", run.actor())
                        .query((row, number) ->
                                new Paid(row.getLong(1), row.getObject(2, UUID.class)))
                        .single();
        if (paid.last() == null) {
            tellWhoIsLeftOut(sql);
            return Chunk.last(0);
        }
        after = paid.last();
        return Chunk.of(paid.rows());
    }

    private void tellWhoIsLeftOut(JdbcClient sql) {
        new Findings(sql)
                .leftOut(LEFT_OUT_TOLD)
                .forEach(line ->
                        sql.sql(
                                        """
                                        insert into ops.system_logs (level, message, category, operation)
                                        values ('warn', ?, 'cron', ?)
                                        """)
                                .params(line, run.job())
                                .update());
    }

    private record Paid(long rows, @Nullable UUID last) {}
}
