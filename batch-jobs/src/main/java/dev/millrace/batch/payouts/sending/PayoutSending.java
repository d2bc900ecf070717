package dev.millrace.batch.payouts.sending;

import dev.millrace.batch.payouts.findings.Findings;
import dev.millrace.batch.payouts.sending.SendReport.Skipped;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Sends an approved batch. First every payout that nothing is under way for gets a transfer, whose
 * id is durable; only then anything leaves. Sending a batch again sends what failed, under new ids,
 * and finishes what ended early, under the old ones. Nothing is sent to whom an open finding
 * concerns.
 */
public final class PayoutSending {

    private static final String RESOURCE = "billing.payout_batch";

    private final List<TransferChannel> channels;
    private final Transactions transactions;

    public PayoutSending(List<TransferChannel> channels, Transactions transactions) {
        this.channels = List.copyOf(channels);
        this.transactions = transactions;
    }

    /**
     * Sends it.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when the batch is not approved, or
     *     has prepared a transfer that a finding stands against since
     */
    public SendReport send(UUID batch) {
        List<Skipped> skipped =
                transactions.act(
                        "send",
                        RESOURCE,
                        batch.toString(),
                        Map.of(),
                        sql -> {
                            lockApproved(sql, batch);
                            refuseWhatIsStopped(sql, batch);
                            return prepare(sql, batch);
                        });
        List<HandOver> handedOver = new ArrayList<>();
        for (TransferChannel channel : channels) {
            handedOver.addAll(channel.handOver(batch, transactions));
        }
        return new SendReport(handedOver, skipped);
    }

    private static void lockApproved(JdbcClient sql, UUID batch) {
        String status =
                sql.sql("select status from billing.payout_batches where id = ? for update")
                        .param(batch)
                        .query(String.class)
                        .optional()
                        .orElseThrow(() -> refusal("there is no payout batch " + batch));
        if (!status.equals("approved")) {
            throw refusal(
                    "payout batch %s is %s, expected one that is approved"
                            .formatted(batch, status));
        }
    }

    private List<Skipped> prepare(JdbcClient sql, UUID batch) {
        Findings findings = new Findings(sql);
        List<Skipped> skipped = new ArrayList<>();
        Map<TransferChannel, Map<String, List<UUID>>> ready = new LinkedHashMap<>();
        for (Due due : due(sql, batch)) {
            Payable payable = due.payable();
            Optional<TransferChannel> channel =
                    channels.stream().filter(c -> c.method().equals(due.method())).findFirst();
            Optional<String> obstacle =
                    findings.against(payable.practitioner()).or(() -> obstacle(sql, channel, due));
            if (obstacle.isPresent()) {
                skipped.add(new Skipped(payable.payout(), payable.practitioner(), obstacle.get()));
                continue;
            }
            ready.computeIfAbsent(channel.orElseThrow(), c -> new LinkedHashMap<>())
                    .computeIfAbsent(payable.currency(), c -> new ArrayList<>())
                    .add(payable.payout());
        }
        Transfers transfers = new Transfers(sql);
        ready.forEach((channel, byCurrency) ->
                byCurrency.forEach((currency, payouts) ->
                        transfers.prepare(
                                payouts, channel.name(), channel.message(sql, batch, currency))));
        return skipped;
    }

    private static Optional<String> obstacle(
            JdbcClient sql, Optional<TransferChannel> channel, Due due) {
        return channel.isEmpty()
                ? Optional.of(
                        "nothing here pays by "
                                + due.method()
                                + "; see batch.payouts in the settings")
                : channel.get().obstacle(sql, due.payable());
    }

    /**
     * What an earlier call prepared and did not hand over, cannot be taken out of its file any
     * more: then nothing of the batch leaves while a finding stands against one of its payees.
     */
    private static void refuseWhatIsStopped(JdbcClient sql, UUID batch) {
        sql.sql(
                        """
                        select p.practitioner_id
                        from billing.payout_transfers t
                        join billing.payouts p on p.id = t.payout_id
                        join billing.payout_batch_members b on b.payout_id = p.id
                        left join billing.payout_messages m on m.id = t.message_id
                        where b.batch_id = ? and %s
                            and (t.state = 'prepared' or m.state <> 'released')
                        order by p.practitioner_id
                        limit 1
                        """
                                .formatted(Findings.stopped("p.practitioner_id")))
                .param(batch)
                .query(UUID.class)
                .optional()
                .ifPresent(practitioner -> {
                    throw refusal(
                            "payout batch %s has a prepared transfer to practitioner %s, who has %s"
                                    .formatted(
                                            batch,
                                            practitioner,
                                            new Findings(sql).against(practitioner).orElseThrow()));
                });
    }

    /** The method that counts is the one that the practitioner has now. */
    private static List<Due> due(JdbcClient sql, UUID batch) {
        return sql.sql(
                        """
                        select p.id, p.practitioner_id, p.amount_cents, p.currency,
                            coalesce(a.payout_method, p.payout_method) as method
                        from billing.payout_batch_members m
                        join billing.payouts p on p.id = m.payout_id
                        left join billing.payout_accounts a
                            on a.practitioner_id = p.practitioner_id
                        where m.batch_id = ? and p.status in ('processing', 'failed')
                            and not exists (
                                select from billing.payout_transfers t
                                where t.payout_id = p.id
                                    and t.state in ('prepared', 'sent', 'paid'))
                        order by p.currency, p.id
                        """)
                .param(batch)
                .query((row, number) ->
                        new Due(
                                new Payable(
                                        row.getObject("id", UUID.class),
                                        row.getObject("practitioner_id", UUID.class),
                                        row.getLong("amount_cents"),
                                        row.getString("currency")),
                                row.getString("method")))
                .list();
    }

    private static PipelineException refusal(String message) {
        return new PipelineException(ErrorKind.JOB_REFUSED, message);
    }

    private record Due(Payable payable, String method) {}
}
