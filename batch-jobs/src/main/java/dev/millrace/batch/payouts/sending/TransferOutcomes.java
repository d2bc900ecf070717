package dev.millrace.batch.payouts.sending;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What came of transfers, within one transaction of the caller, who holds their locks: their state,
 * that of the payout, and new postings. Nothing that is posted is changed.
 */
public final class TransferOutcomes {

    private final JdbcClient sql;
    private final String actor;

    /**
     * @param actor who found out
     */
    public TransferOutcomes(JdbcClient sql, String actor) {
        this.sql = sql;
        this.actor = actor;
    }

    /**
     * The money has left.
     *
     * @param providerReference what the provider calls it
     */
    public void paid(Transfer transfer, Optional<String> providerReference) {
        end(transfer, "paid", providerReference, "");
        sql.sql(
                        """
                        update billing.payouts
                        set status = 'paid', processed_at = now(), provider_payout_id = ?
                        where id = ?
                        """)
                .params(providerReference.orElseGet(transfer::reference), transfer.payout())
                .update();
        post(transfer.id(), "paid", transfer, "sending", "paid");
    }

    /** It never left: the payout can be sent again, or cancelled. */
    public void failed(Transfer transfer, String reason) {
        end(transfer, "failed", Optional.empty(), reason);
        sql.sql(
                        """
                        update billing.payouts
                        set status = 'failed', failed_at = now(), failure_reason = ?
                        where id = ?
                        """)
                .params(reason, transfer.payout())
                .update();
    }

    /** It has come back: the payout is cancelled, and its items are open again. */
    public void returned(Transfer transfer, String reason) {
        if (transfer.state().equals("sent")) {
            paid(transfer, Optional.empty());
        }
        end(transfer, "returned", Optional.empty(), reason);
        post(
                reverse(transfer.payout(), "returned", reason),
                "returned",
                transfer,
                "paid",
                "payable");
    }

    /**
     * Gives a payout up that failed, or that nothing was ever sent for: its items are open again.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when it may have been paid, or is not
     *     approved
     */
    public void cancel(UUID payout, String reason) {
        Transfer transfer =
                sql.sql(
                                """
                                select p.practitioner_id, p.amount_cents, p.currency
                                from billing.payouts p
                                where p.id = ? and p.status in ('processing', 'failed')
                                    and not exists (
                                        select from billing.payout_transfers t
                                        where t.payout_id = p.id
                                            and t.state in ('prepared', 'sent', 'paid'))
                                for update
                                """)
                        .param(payout)
                        .query((row, number) ->
                                new Transfer(
                                        payout,
                                        payout,
                                        row.getObject("practitioner_id", UUID.class),
                                        row.getLong("amount_cents"),
                                        row.getString("currency"),
                                        "failed"))
                        .optional()
                        .orElseThrow(() ->
                                new PipelineException(
                                        ErrorKind.JOB_REFUSED,
                                        ("payout %s cannot be cancelled: expected one that is approved"
                                                        + " and neither paid nor on its way")
                                                .formatted(payout)));
        post(reverse(payout, "cancelled", reason), "cancelled", transfer, "sending", "payable");
    }

    private void end(
            Transfer transfer, String state, Optional<String> providerReference, String reason) {
        sql.sql(
                        """
                        update billing.payout_transfers
                        set state = :state, ended_at = now(), reason = nullif(:reason, ''),
                            provider_reference = coalesce(:reference, provider_reference)
                        where id = :id
                        """)
                .param("state", state)
                .param("reason", reason)
                .param("reference", providerReference.orElse(null), java.sql.Types.VARCHAR)
                .param("id", transfer.id())
                .update();
    }

    private UUID reverse(UUID payout, String kind, String reason) {
        sql.sql("update billing.payouts set status = 'cancelled', failure_reason = ? where id = ?")
                .params(reason, payout)
                .update();
        sql.sql("update billing.payout_items set payout_id = null where payout_id = ?")
                .param(payout)
                .update();
        return sql.sql(
                        """
                        insert into billing.payout_reversals (payout_id, kind, reason, actor)
                        values (?, ?, ?, ?)
                        returning id
                        """)
                .params(payout, kind, reason, actor)
                .query(UUID.class)
                .single();
    }

    private void post(UUID posting, String reason, Transfer transfer, String debit, String credit) {
        sql.sql(
                        """
                        insert into billing.ledger_accounts (kind, practitioner_id, currency)
                        select k, case k when 'payable' then :practitioner::uuid end, :currency
                        from unnest(array[:debit, :credit]) k
                        on conflict do nothing
                        """)
                .param("practitioner", transfer.practitioner())
                .param("currency", transfer.currency())
                .param("debit", debit)
                .param("credit", credit)
                .update();
        sql.sql(
                        """
                        insert into billing.ledger_entries
                            (posting_id, account_id, reason, amount_cents, currency)
                        select :posting, a.id, :reason,
                            case a.kind when :debit then :amount else -:amount end, a.currency
                        from billing.ledger_accounts a
                        where a.currency = :currency and a.kind in (:debit, :credit)
                            and (a.kind <> 'payable' or a.practitioner_id = :practitioner)
                        """)
                .param("posting", posting)
                .param("reason", reason)
                .param("debit", debit)
                .param("credit", credit)
                .param("amount", transfer.amount())
                .param("currency", transfer.currency())
                .param("practitioner", transfer.practitioner())
                .update();
    }
}
