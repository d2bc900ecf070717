package dev.millrace.batch.payouts.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import dev.millrace.batch.payouts.sending.Transactions;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes files of providers in: each once, all of a file or nothing of it, in one transaction. The
 * job that reconciles holds them against what is here.
 */
public final class ProviderRecords {

    /** Whose files there can be: {@code manual} is what a bank has. */
    public static final List<String> PROVIDERS =
            List.of("stripe", "paypal", "apple_pay", "google_pay", "square", "manual");

    private static final int ROWS_A_STATEMENT = 5_000;

    private final Transactions transactions;

    public ProviderRecords(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Reads a file.
     *
     * @param name for messages and the record
     * @param provider one of {@link #PROVIDERS}
     * @param span the days of which the file has everything
     * @throws PipelineException {@link ErrorKind#SETTING_INVALID} for another provider, {@link
     *     ErrorKind#RECORD_MALFORMED} with the line that is no record; nothing is kept then
     */
    public RecordReport read(String name, byte[] bytes, String provider, Span span) {
        if (!PROVIDERS.contains(provider)) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "the provider is '%s', expected one of %s".formatted(provider, PROVIDERS));
        }
        List<ProviderRecord> records = RecordFile.read(name, bytes, span);
        byte[] digest = sha256(bytes);
        return transactions.act(
                "records",
                "billing.provider_record_file",
                HexFormat.of().formatHex(digest),
                Map.of("file", name, "provider", provider),
                sql -> {
                    Optional<UUID> file = keep(sql, name, digest, provider, span);
                    file.ifPresent(id -> keep(sql, id, records));
                    return new RecordReport(file.isEmpty(), records.size());
                });
    }

    /** Empty when the same bytes were read before. */
    private Optional<UUID> keep(
            JdbcClient sql, String name, byte[] digest, String provider, Span span) {
        return sql.sql(
                        """
                        insert into billing.provider_record_files
                            (name, sha256, provider, covers, read_by)
                        values (:name, :digest, :provider::billing.payment_provider,
                            tstzrange(:begin, :end), :actor)
                        on conflict (sha256) do nothing
                        returning id
                        """)
                .param("name", name)
                .param("digest", digest)
                .param("provider", provider)
                .param("begin", span.begin().atOffset(ZoneOffset.UTC))
                .param("end", span.end().atOffset(ZoneOffset.UTC))
                .param("actor", transactions.actor())
                .query(UUID.class)
                .optional();
    }

    private static void keep(JdbcClient sql, UUID file, List<ProviderRecord> records) {
        ObjectMapper json =
                new ObjectMapper().setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        for (int from = 0; from < records.size(); from += ROWS_A_STATEMENT) {
            List<ProviderRecord.Json> some =
                    records
                            .subList(from, Math.min(from + ROWS_A_STATEMENT, records.size()))
                            .stream()
                            .map(ProviderRecord::json)
                            .toList();
            try {
                sql.sql(
                                """
                                insert into billing.provider_records (file_id, position, kind,
                                    reference, belongs_to, amount_cents, currency, status, occurred_at)
                                select :file, r.*
                                from jsonb_to_recordset(:records::jsonb) r (position integer,
                                    kind text, reference text, belongs_to text, amount_cents bigint,
                                    currency char(3), status text, occurred_at timestamptz)
                                """)
                        .param("file", file)
                        .param("records", json.writeValueAsString(some))
                        .update();
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("a record has no JSON", e);
            }
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
