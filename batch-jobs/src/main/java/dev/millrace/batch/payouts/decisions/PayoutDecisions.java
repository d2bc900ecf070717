package dev.millrace.batch.payouts.decisions;

import dev.millrace.batch.payouts.sending.Transfer;
import dev.millrace.batch.payouts.sending.TransferOutcomes;
import dev.millrace.batch.payouts.sending.Transfers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Applies what a person says, within one transaction of the caller: the same states and postings as
 * when the bank or provider had told it, and a row that says who said it.
 */
public final class PayoutDecisions {

    private final JdbcClient sql;
    private final String actor;
    private final Transfers transfers;

    /**
     * @param actor who decides
     */
    public PayoutDecisions(JdbcClient sql, String actor) {
        this.sql = sql;
        this.actor = actor;
        this.transfers = new Transfers(sql);
    }

    /**
     * Applies it.
     *
     * @return the transfer as it was before
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when there is no such transfer, its
     *     state does not allow the outcome, its file has not left, it is not the newest attempt, or
     *     the same person proposed the payout
     */
    public Transfer decide(Decision decision) {
        Transfer transfer = locked(decision.id());
        refuseProposer(transfer);
        refuseOlderAttempt(transfer);
        refuseWhatIsHere(transfer);
        if (!decision.outcome().isPossibleOn(transfer.state()) || isCancelled(transfer)) {
            throw refusal(
                    "transfer %s of payout %s is %s%s and cannot be %s"
                            .formatted(
                                    transfer.id(),
                                    transfer.payout(),
                                    transfer.state(),
                                    isCancelled(transfer) ? ", the payout cancelled," : "",
                                    decision.outcome().text()));
        }
        decision.reference().ifPresent(reference -> refuseKnown(reference, transfer));
        keep(transfer, decision);
        TransferOutcomes outcomes = new TransferOutcomes(sql, actor);
        switch (decision.outcome()) {
            case PAID -> outcomes.paid(transfer, decision.reference());
            case FAILED -> outcomes.failed(transfer, decision.reason());
            case RETURNED -> outcomes.returned(transfer, decision.reason());
        }
        return transfer;
    }

    private Transfer locked(UUID id) {
        return transfers
                .locked(transfers.newestOf(id).orElse(id))
                .orElseThrow(() ->
                        refusal(
                                "nothing was sent for %s, expected a payout that was sent, or its transfer"
                                        .formatted(id)));
    }

    /** Who proposed a payout does not say what came of it. */
    private void refuseProposer(Transfer transfer) {
        boolean isProposer =
                sql.sql(
                                """
                                select exists (
                                    select from billing.payout_batch_members m
                                    join billing.payout_batches b on b.id = m.batch_id
                                    where m.payout_id = ? and b.proposed_by = ?)
                                """)
                        .params(transfer.payout(), actor)
                        .query(Boolean.class)
                        .single();
        if (isProposer) {
            throw refusal(
                    "payout %s was proposed by %s: another person decides"
                            .formatted(transfer.payout(), actor));
        }
    }

    /** An older attempt that was paid after all, beside a newer one, is money that left twice. */
    private void refuseOlderAttempt(Transfer transfer) {
        UUID newest = transfers.newestOf(transfer.payout()).orElseThrow();
        if (!newest.equals(transfer.id())) {
            throw refusal(
                    "transfer %s is not the newest attempt to pay payout %s, which is %s: if both are paid, have the bank take one back"
                            .formatted(transfer.id(), transfer.payout(), newest));
        }
    }

    /** What nobody outside can have seen yet still leaves, whatever a person says. */
    private void refuseWhatIsHere(Transfer transfer) {
        boolean isHere =
                sql.sql(
                                """
                                select t.state = 'prepared' or m.state <> 'released'
                                from billing.payout_transfers t
                                left join billing.payout_messages m on m.id = t.message_id
                                where t.id = ?
                                """)
                        .param(transfer.id())
                        .query((row, number) -> row.getBoolean(1))
                        .single();
        if (isHere) {
            throw refusal(
                    "transfer %s of payout %s has not left yet: give ./millrace payouts send again first"
                            .formatted(transfer.id(), transfer.payout()));
        }
    }

    private boolean isCancelled(Transfer transfer) {
        return sql.sql("select status = 'cancelled' from billing.payouts where id = ?")
                .param(transfer.payout())
                .query(Boolean.class)
                .single();
    }

    private void refuseKnown(String reference, Transfer transfer) {
        sql.sql("select id from billing.payouts where provider_payout_id = ? and id <> ?")
                .params(reference, transfer.payout())
                .query(UUID.class)
                .optional()
                .ifPresent(other -> {
                    throw refusal(
                            "reference '%s' is that of payout %s already"
                                    .formatted(reference, other));
                });
    }

    private void keep(Transfer transfer, Decision decision) {
        sql.sql(
                        """
                        insert into billing.payout_decisions
                            (transfer_id, former_state, outcome, reason, reference, decided_by)
                        values (:transfer, :former, :outcome, :reason, :reference, :actor)
                        """)
                .param("transfer", transfer.id())
                .param("former", transfer.state())
                .param("outcome", decision.outcome().text())
                .param("reason", decision.reason())
                .param("reference", decision.reference().orElse(null), java.sql.Types.VARCHAR)
                .param("actor", actor)
                .update();
    }

    private static PipelineException refusal(String message) {
        return new PipelineException(ErrorKind.JOB_REFUSED, message);
    }
}
