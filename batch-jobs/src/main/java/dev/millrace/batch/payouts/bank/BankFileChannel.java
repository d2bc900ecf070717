package dev.millrace.batch.payouts.bank;

import dev.millrace.batch.payouts.MinorUnits;
import dev.millrace.batch.payouts.payee.DetailsCipher;
import dev.millrace.batch.payouts.payee.PayeeAccounts;
import dev.millrace.batch.payouts.payee.PayeeDetails;
import dev.millrace.batch.payouts.sending.HandOver;
import dev.millrace.batch.payouts.sending.Payable;
import dev.millrace.batch.payouts.sending.Transactions;
import dev.millrace.batch.payouts.sending.Transfer;
import dev.millrace.batch.payouts.sending.TransferChannel;
import dev.millrace.batch.payouts.sending.Transfers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A file per batch and currency. Its ids are committed before it is made; it is made where nobody
 * collects it, and its digest is committed; then it is moved, by one rename, to where it is
 * collected. Whoever goes on after a crash finds out from the database and the two folders which of
 * these were done: a file is collected once, and no transfer is in two.
 */
public final class BankFileChannel implements TransferChannel {

    private static final String NAME = "bank_file";
    private static final String RESOURCE = "billing.payout_message";

    private final Debtor debtor;
    private final DetailsCipher cipher;
    private final Path folder;
    private final FileSchema schema = new FileSchema();

    /**
     * @param folder in which {@code staging} and {@code outbox} are; made when it is missing
     */
    public BankFileChannel(Debtor debtor, DetailsCipher cipher, Path folder) {
        this.debtor = debtor;
        this.cipher = cipher;
        this.folder = folder;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String method() {
        return "bank_transfer";
    }

    @Override
    public Optional<String> obstacle(JdbcClient sql, Payable payable) {
        if (!MinorUnits.isKnown(payable.currency())) {
            return Optional.of("ISO 4217 has no minor unit for " + payable.currency());
        }
        Optional<PayeeDetails> details =
                new PayeeAccounts(sql, cipher).find(payable.practitioner());
        return details.flatMap(PayeeDetails::bank).isPresent()
                ? Optional.empty()
                : Optional.of("the practitioner has no bank account here");
    }

    @Override
    public Optional<UUID> message(JdbcClient sql, UUID batch, String currency) {
        return sql.sql(
                        """
                        insert into billing.payout_messages (batch_id, currency, execution_day)
                        values (?, ?, (now() at time zone 'UTC')::date)
                        returning id
                        """)
                .params(batch, currency)
                .query(UUID.class)
                .optional();
    }

    @Override
    public List<HandOver> handOver(UUID batch, Transactions transactions) {
        List<UUID> open =
                transactions.look(sql ->
                        sql.sql(
                                        """
                                        select id from billing.payout_messages
                                        where batch_id = ? and state <> 'released'
                                        order by currency, prepared_at, id
                                        """)
                                .param(batch)
                                .query(UUID.class)
                                .list());
        List<HandOver> handedOver = new ArrayList<>();
        if (!open.isEmpty()) {
            Outbox outbox = Outbox.in(folder);
            for (UUID id : open) {
                stage(id, outbox, transactions);
                handedOver.add(release(id, outbox, transactions));
            }
        }
        return handedOver;
    }

    private void stage(UUID id, Outbox outbox, Transactions transactions) {
        transactions.act(
                "stage",
                RESOURCE,
                id.toString(),
                Map.of(),
                sql -> {
                    Message message = Message.locked(sql, id);
                    if (message.state().equals("prepared")) {
                        List<Transfer> transfers = new Transfers(sql).ofMessage(id);
                        byte[] bytes =
                                CreditTransferFile.of(
                                        id,
                                        message.preparedAt(),
                                        message.executionDay(),
                                        debtor,
                                        lines(sql, transfers));
                        schema.check(bytes);
                        message.staged(sql, outbox.id(), outbox.stage(message.file(), bytes));
                        new Transfers(sql).sentWith(id);
                    }
                    return true;
                });
    }

    private HandOver release(UUID id, Outbox outbox, Transactions transactions) {
        return transactions.act(
                "release",
                RESOURCE,
                id.toString(),
                Map.of("file", outbox.collectedAt(Message.file(id)).getFileName().toString()),
                sql -> {
                    Message message = Message.locked(sql, id);
                    if (message.state().equals("staged")) {
                        if (!message.folderId().equals(Optional.of(outbox.id()))) {
                            throw new PipelineException(
                                    ErrorKind.JOB_REFUSED,
                                    "%s was written into another folder than %s: send it from there"
                                            .formatted(message.file(), folder));
                        }
                        outbox.release(message.file(), message.sha256());
                        message.released(sql);
                    }
                    List<Transfer> transfers = new Transfers(sql).ofMessage(id);
                    return new HandOver(
                            NAME,
                            transfers.size(),
                            transfers.stream().mapToLong(Transfer::amount).sum(),
                            message.currency(),
                            outbox.collectedAt(message.file()).toString(),
                            "released",
                            "");
                });
    }

    private List<CreditTransferFile.Line> lines(JdbcClient sql, List<Transfer> transfers) {
        PayeeAccounts accounts = new PayeeAccounts(sql, cipher);
        return transfers.stream()
                .map(transfer ->
                        new CreditTransferFile.Line(
                                transfer,
                                accounts.find(transfer.practitioner())
                                        .filter(details -> details.bank().isPresent())
                                        .orElseThrow(() ->
                                                new PipelineException(
                                                        ErrorKind.JOB_REFUSED,
                                                        "practitioner %s has no bank account any more"
                                                                .formatted(
                                                                        transfer.practitioner())))))
                .toList();
    }
}
