package dev.millrace.batch.payouts.results;

import dev.millrace.batch.payouts.MinorUnits;
import dev.millrace.batch.payouts.results.ResultReport.Line;
import dev.millrace.batch.payouts.sending.Transactions;
import dev.millrace.batch.payouts.sending.Transfer;
import dev.millrace.batch.payouts.sending.TransferOutcomes;
import dev.millrace.batch.payouts.sending.Transfers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes files of banks in: each once, all of a file or nothing of it, in one transaction.
 * Everything that a file tells is kept, also what nobody knows here.
 */
public final class PayoutResults {

    private final Transactions transactions;

    public PayoutResults(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Reads a file.
     *
     * @param name for messages and the record
     * @throws PipelineException {@link ErrorKind#RECORD_MALFORMED} when it is no pain.002 or
     *     camt.054; nothing is changed then
     */
    public ResultReport read(String name, byte[] bytes) {
        ResultFile file = ResultFile.read(name, bytes);
        byte[] digest = sha256(bytes);
        return transactions.act(
                "results",
                "billing.payout_result_file",
                HexFormat.of().formatHex(digest),
                Map.of("file", name),
                sql -> {
                    Optional<UUID> id = keep(sql, name, digest, file);
                    return id.isEmpty()
                            ? new ResultReport(file.kind(), true, List.of())
                            : new ResultReport(
                                    file.kind(),
                                    false,
                                    new Reading(sql, id.get(), transactions.actor()).all(file));
                });
    }

    /** Empty when the same bytes were read before. */
    private Optional<UUID> keep(JdbcClient sql, String name, byte[] digest, ResultFile file) {
        return sql.sql(
                        """
                        insert into billing.payout_result_files
                            (name, sha256, kind, message_id, read_by)
                        values (?, ?, ?, ?, ?)
                        on conflict (sha256) do nothing
                        returning id
                        """)
                .params(name, digest, file.kind(), file.messageId(), transactions.actor())
                .query(UUID.class)
                .optional();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available", e);
        }
    }

    /** One file in one transaction. */
    private static final class Reading {

        private final JdbcClient sql;
        private final UUID file;
        private final Transfers transfers;
        private final TransferOutcomes outcomes;
        private final Set<UUID> named = new HashSet<>();
        private final List<Line> lines = new ArrayList<>();

        Reading(JdbcClient sql, UUID file, String actor) {
            this.sql = sql;
            this.file = file;
            this.transfers = new Transfers(sql);
            this.outcomes = new TransferOutcomes(sql, actor);
        }

        /** Single transfers first: what a message says counts for those that are not named. */
        List<Line> all(ResultFile read) {
            read.told().stream()
                    .filter(told -> told.scope() == Told.Scope.TRANSFER)
                    .forEach(this::transfer);
            read.told().stream()
                    .filter(told -> told.scope() == Told.Scope.MESSAGE)
                    .forEach(this::message);
            return lines;
        }

        private void transfer(Told told) {
            Optional<Transfer> transfer =
                    ids(told).stream().flatMap(id -> transfers.locked(id).stream()).findFirst();
            if (transfer.isEmpty()) {
                add(told, Optional.empty(), Verdict.UNKNOWN_REFERENCE);
                return;
            }
            named.add(transfer.get().id());
            apply(told, transfer.get(), exact(transfer.get()));
        }

        private void message(Told told) {
            List<Transfer> all =
                    ids(told).stream()
                            .map(transfers::ofMessage)
                            .filter(found -> !found.isEmpty())
                            .findFirst()
                            .orElse(List.of());
            if (all.isEmpty()) {
                add(told, Optional.empty(), Verdict.UNKNOWN_REFERENCE);
                return;
            }
            List<Transfer> alive =
                    all.stream().filter(transfer -> !transfer.state().equals("failed")).toList();
            BigDecimal total =
                    alive.stream().map(Reading::exact).reduce(BigDecimal.ZERO, BigDecimal::add);
            // A sum that is booked leaves out what was rejected.
            for (Transfer transfer : told.amount().isPresent() ? alive : all) {
                if (!named.contains(transfer.id())) {
                    apply(told, transfers.locked(transfer.id()).orElseThrow(), total);
                }
            }
        }

        private void apply(Told told, Transfer transfer, BigDecimal sent) {
            boolean differs =
                    told.amount()
                            .filter(amount ->
                                    amount.value().compareTo(sent) != 0
                                            || !amount.currency().equals(transfer.currency()))
                            .isPresent();
            Verdict verdict =
                    differs ? Verdict.AMOUNT_DIFFERS : told.outcome().on(transfer.state());
            if (verdict == Verdict.APPLIED) {
                String why = (told.code() + " " + told.reason()).strip();
                switch (told.outcome()) {
                    case ACCEPTED -> throw new IllegalStateException("nothing to apply");
                    case PAID -> outcomes.paid(transfer, Optional.empty());
                    case FAILED -> outcomes.failed(transfer, why);
                    case RETURNED -> outcomes.returned(transfer, why);
                }
            }
            add(told, Optional.of(transfer), verdict);
        }

        private void add(Told told, Optional<Transfer> transfer, Verdict verdict) {
            String reference =
                    transfer.map(Transfer::reference)
                            .orElseGet(() -> told.references().stream().findFirst().orElse(""));
            Line line =
                    new Line(
                            reference,
                            transfer.map(Transfer::payout),
                            told.outcome().text(),
                            told.code(),
                            told.reason(),
                            verdict);
            lines.add(line);
            sql.sql(
                            """
                            insert into billing.payout_results (file_id, position, reference,
                                transfer_id, outcome, code, reason, amount, currency, verdict)
                            values (:file, :position, :reference, :transfer::uuid, :outcome, :code,
                                :reason, :amount, :currency, :verdict)
                            """)
                    .param("file", file)
                    .param("position", lines.size())
                    .param("reference", reference)
                    .param(
                            "transfer",
                            transfer.map(t -> t.id().toString()).orElse(null),
                            java.sql.Types.VARCHAR)
                    .param("outcome", line.outcome())
                    .param("code", told.code())
                    .param("reason", told.reason())
                    .param(
                            "amount",
                            told.amount().map(Told.Amount::value).orElse(null),
                            java.sql.Types.NUMERIC)
                    .param(
                            "currency",
                            told.amount().map(Told.Amount::currency).orElse(null),
                            java.sql.Types.VARCHAR)
                    .param("verdict", verdict.text())
                    .update();
        }

        private static BigDecimal exact(Transfer transfer) {
            return MinorUnits.exact(transfer.amount(), transfer.currency());
        }

        /** Those references that may be ids of ours: 32 hexadecimal digits, dashes aside. */
        private static List<UUID> ids(Told told) {
            return told.references().stream()
                    .map(reference -> reference.replace("-", ""))
                    .filter(digits -> digits.matches("[0-9a-fA-F]{32}"))
                    .map(digits ->
                            new UUID(
                                    Long.parseUnsignedLong(digits.substring(0, 16), 16),
                                    Long.parseUnsignedLong(digits.substring(16), 16)))
                    .toList();
        }
    }
}
