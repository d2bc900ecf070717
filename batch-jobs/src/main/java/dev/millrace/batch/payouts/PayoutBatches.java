package dev.millrace.batch.payouts;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What operators decide about proposed payouts. Each call belongs in one transaction, which the
 * caller commits.
 */
public final class PayoutBatches {

    private final JdbcClient sql;

    public PayoutBatches(JdbcClient sql) {
        this.sql = sql;
    }

    /** The newest first. */
    public List<PayoutBatch> newest(int limit) {
        return sql
                .sql("select id from billing.payout_batches order by proposed_at desc limit ?")
                .param(limit)
                .query(UUID.class)
                .list()
                .stream()
                .map(id -> find(id).orElseThrow())
                .toList();
    }

    /** The batch, or empty when there is none of this id. */
    public Optional<PayoutBatch> find(UUID batch) {
        List<Total> totals =
                sql.sql(
                                """
                                select p.currency, count(*), sum(p.amount_cents)
                                from billing.payout_batch_members m
                                join billing.payouts p on p.id = m.payout_id
                                where m.batch_id = ?
                                group by p.currency
                                order by p.currency
                                """)
                        .param(batch)
                        .query((row, number) ->
                                new Total(row.getString(1), row.getLong(2), row.getLong(3)))
                        .list();
        return sql.sql("select * from billing.payout_batches where id = ?")
                .param(batch)
                .query((row, number) ->
                        new PayoutBatch(
                                row.getObject("id", UUID.class),
                                row.getObject("period_start", LocalDate.class),
                                row.getObject("period_end", LocalDate.class),
                                row.getString("status"),
                                row.getString("proposed_by"),
                                row.getObject("proposed_at", OffsetDateTime.class).toInstant(),
                                Optional.ofNullable(row.getString("decided_by")),
                                totals.stream().mapToLong(Total::payouts).sum(),
                                totals.stream()
                                        .map(t -> MinorUnits.text(t.sum(), t.currency()))
                                        .toList()))
                .optional();
    }

    /**
     * Approves a batch: its payouts are under way, and posted.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when it is not proposed any more, or
     *     the same person proposed it
     */
    public void approve(UUID batch, String approver) {
        decide(batch, approver, "approved", Optional.empty());
        sql.sql(
                        """
                        with approved as (
                            update billing.payouts p
                            set status = 'processing'
                            from billing.payout_batch_members m
                            where m.batch_id = ? and m.payout_id = p.id and p.status = 'pending'
                            returning p.id, p.practitioner_id, p.currency, p.amount_cents
                        )
                        insert into billing.ledger_entries
                            (posting_id, account_id, reason, amount_cents, currency)
                        select p.id, a.id, 'approved',
                            case a.kind when 'payable' then p.amount_cents else -p.amount_cents end,
                            p.currency
                        from approved p
                        join billing.ledger_accounts a
                            on a.currency = p.currency
                            and (a.kind = 'sending'
                                or a.kind = 'payable' and a.practitioner_id = p.practitioner_id)
                        """)
                .param(batch)
                .update();
    }

    /**
     * Rejects a batch: its payouts are cancelled, and their items open again.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when it is not proposed any more, or
     *     the same person proposed it
     */
    public void reject(UUID batch, String rejecter, String reason) {
        decide(batch, rejecter, "rejected", Optional.of(reason));
        sql.sql(
                        """
                        with cancelled as (
                            update billing.payouts p
                            set status = 'cancelled'
                            from billing.payout_batch_members m
                            where m.batch_id = ? and m.payout_id = p.id and p.status = 'pending'
                            returning p.id
                        )
                        update billing.payout_items i
                        set payout_id = null
                        from cancelled c
                        where i.payout_id = c.id
                        """)
                .param(batch)
                .update();
    }

    private void decide(UUID batch, String decider, String status, Optional<String> reason) {
        PayoutBatch found =
                find(batch).orElseThrow(() -> refusal("there is no payout batch " + batch));
        if (found.proposedBy().equals(decider)) {
            throw refusal(
                    "payout batch %s was proposed by %s: another person decides"
                            .formatted(batch, decider));
        }
        int decided =
                sql.sql(
                                """
                                update billing.payout_batches
                                set status = :status, decided_by = :decider, decided_at = now(),
                                    reason = :reason
                                where id = :batch and status = 'proposed'
                                """)
                        .param("status", status)
                        .param("decider", decider)
                        .param("reason", reason.orElse(null), java.sql.Types.VARCHAR)
                        .param("batch", batch)
                        .update();
        if (decided == 0) {
            throw refusal(
                    "payout batch %s is decided already: %s by %s"
                            .formatted(
                                    batch,
                                    found.status(),
                                    found.decidedBy().orElse("somebody else just now")));
        }
    }

    private static PipelineException refusal(String message) {
        return new PipelineException(ErrorKind.JOB_REFUSED, message);
    }

    private record Total(String currency, long payouts, long sum) {}
}
