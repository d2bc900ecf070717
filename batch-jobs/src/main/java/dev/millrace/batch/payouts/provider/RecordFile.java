package dev.millrace.batch.payouts.provider;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file of a provider's records, as in RFC 4180 and in UTF-8. Its first line names the columns
 * {@code kind,reference,belongs_to,amount_minor,currency,status,occurred_at}, in any order.
 */
final class RecordFile {

    static final List<String> COLUMNS =
            List.of(
                    "kind",
                    "reference",
                    "belongs_to",
                    "amount_minor",
                    "currency",
                    "status",
                    "occurred_at");

    private static final Set<String> KINDS = Set.of("payment", "refund", "payout");
    private static final Set<String> STATES = Set.of("pending", "succeeded", "failed");

    private final String name;
    private final Span span;

    private RecordFile(String name, Span span) {
        this.name = name;
        this.span = span;
    }

    /**
     * Reads all of it.
     *
     * @param name for messages
     * @throws PipelineException {@link ErrorKind#RECORD_MALFORMED} with the line that is no record
     *     of the span
     */
    static List<ProviderRecord> read(String name, byte[] bytes, Span span) {
        return new RecordFile(name, span).records(text(name, bytes));
    }

    private List<ProviderRecord> records(String text) {
        CSVFormat format =
                CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .setIgnoreEmptyLines(true)
                        .get();
        try (CSVParser lines = CSVParser.parse(text, format)) {
            Set<String> found = Set.copyOf(lines.getHeaderNames());
            if (!found.equals(Set.copyOf(COLUMNS))) {
                throw malformed(
                        name,
                        "its columns are %s, expected %s"
                                .formatted(lines.getHeaderNames(), COLUMNS));
            }
            List<ProviderRecord> records = new ArrayList<>();
            for (CSVRecord line : lines) {
                records.add(record(line, Math.toIntExact(lines.getCurrentLineNumber())));
            }
            return records;
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw malformed(name, "it is no CSV with a header: " + e.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ProviderRecord record(CSVRecord line, int number) {
        if (!line.isConsistent()) {
            throw bad(
                    number, "it has %d fields, expected %d".formatted(line.size(), COLUMNS.size()));
        }
        String kind = oneOf(line, number, "kind", KINDS);
        Optional<String> belongsTo =
                Optional.of(line.get("belongs_to").strip()).filter(text -> !text.isEmpty());
        if (!kind.equals("payment") && belongsTo.isEmpty()) {
            throw bad(number, "belongs_to is empty, expected what the " + kind + " belongs to");
        }
        String reference = line.get("reference").strip();
        if (reference.isEmpty()) {
            throw bad(number, "reference is empty");
        }
        String currency = line.get("currency").strip();
        if (!currency.matches("[A-Z]{3}")) {
            throw bad(number, "currency is '%s', expected a code such as USD".formatted(currency));
        }
        return new ProviderRecord(
                number,
                kind,
                reference,
                belongsTo,
                amount(line, number),
                currency,
                oneOf(line, number, "status", STATES),
                moment(line, number));
    }

    private long amount(CSVRecord line, int number) {
        String amount = line.get("amount_minor").strip();
        if (!amount.matches("[0-9]{1,18}") || Long.parseLong(amount) == 0) {
            throw bad(
                    number,
                    "amount_minor is '%s', expected a whole number of minor units above 0"
                            .formatted(amount));
        }
        return Long.parseLong(amount);
    }

    private Instant moment(CSVRecord line, int number) {
        String text = line.get("occurred_at").strip();
        try {
            Instant moment = Instant.parse(text);
            if (span.holds(moment)) {
                return moment;
            }
        } catch (DateTimeException e) {
            throw bad(
                    number,
                    "occurred_at is '%s', expected a moment such as 2026-03-31T12:00:00Z"
                            .formatted(text));
        }
        throw bad(
                number,
                "occurred_at is %s, expected a moment from %s to %s, UTC"
                        .formatted(text, span.first(), span.last()));
    }

    private String oneOf(CSVRecord line, int number, String column, Set<String> expected) {
        String value = line.get(column).strip();
        if (!expected.contains(value)) {
            throw bad(
                    number,
                    "%s is '%s', expected one of %s"
                            .formatted(column, value, expected.stream().sorted().toList()));
        }
        return value;
    }

    private PipelineException bad(int number, String what) {
        return malformed(name, "line %d: %s".formatted(number, what));
    }

    private static PipelineException malformed(String name, String what) {
        return new PipelineException(
                ErrorKind.RECORD_MALFORMED, "%s is not taken: %s".formatted(name, what));
    }

    private static String text(String name, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw malformed(name, "it is not UTF-8");
        }
    }
}
