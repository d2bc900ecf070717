package dev.millrace.schema.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.Topics;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * What could not be used, where it came from and why: a record of {@code dlq.<consumer>}.
 *
 * <p>On the wire, the key and the value are those of the letter, and all else is in headers, as
 * UTF-8 text. A record of a topic is kept with key, value and headers as they came. A row of the
 * source is kept as {@code {"row": {column: PostgreSQL's text or null}, "cut": {column: characters
 * that it had}}}; its key is the key that it would have had in its topic.
 *
 * @param origin where it came from
 * @param kind what is wrong
 * @param reason what is wrong in words, without contents
 * @param time when it was set aside
 * @param key the key; empty when there is none that can be read
 * @param value what is kept of it
 */
public record DeadLetter(
        Origin origin,
        Kind kind,
        String reason,
        Instant time,
        Optional<Bytes> key,
        Optional<Bytes> value) {

    /** Topic of the record that could not be read. */
    public static final String TOPIC = "dead-letter-topic";

    /** Its partition, in decimal. */
    public static final String PARTITION = "dead-letter-partition";

    /** Its offset, in decimal. */
    public static final String OFFSET = "dead-letter-offset";

    /** Qualified name of the table whose row could not be published. */
    public static final String TABLE = "dead-letter-table";

    /** Which change of its transaction it is, from 1, in decimal; absent for a row of a copy. */
    public static final String ORDINAL = "dead-letter-ordinal";

    /** What is wrong: a {@link Kind} in lower case with dashes. */
    public static final String KIND = "dead-letter-kind";

    /** What is wrong, in words. */
    public static final String REASON = "dead-letter-reason";

    /** What is wrong with a record or row. */
    public enum Kind {
        /** The consumer of a topic cannot use the record. */
        UNREADABLE,
        /** A value has no written form. */
        UNCONVERTIBLE,
        /** Its record would be larger than its topic takes. */
        TOO_LARGE,
        /** A column of its key is null. */
        KEY_MISSING,
        /** The log does not give a value that is stored out of line and has not changed. */
        VALUE_MISSING;

        String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Kind of(String wireName) {
            return Arrays.stream(values())
                    .filter(kind -> kind.wireName().equals(wireName))
                    .findFirst()
                    .orElseThrow(
                            () -> new IllegalArgumentException("unknown kind '" + wireName + "'"));
        }
    }

    /** Where it came from. */
    public sealed interface Origin {

        /**
         * A change in the source's log, or a row that was copied from its table.
         *
         * @param table qualified name
         * @param operation as in {@link Headers#OPERATION}
         * @param lsn where the log says so; of a copied row, what its copy had seen at most
         * @param xid the transaction; empty for a copied row
         * @param ordinal which change of its transaction, from 1, in the order of the log; a
         *     changed key counts as two. Empty for a copied row
         * @param commitMicros when it committed, or was copied, microseconds since 1970-01-01 UTC
         */
        record Source(
                String table,
                String operation,
                Lsn lsn,
                OptionalLong xid,
                OptionalLong ordinal,
                long commitMicros)
                implements Origin {}

        /** A record of a topic. */
        record Record(String topic, int partition, long offset) implements Origin {}
    }

    /** The dead letter of a consumer that could not use this record, with its headers. */
    public static ProducerRecord<byte[], byte[]> of(
            String consumer, ConsumerRecord<byte[], byte[]> origin, String reason) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(
                        Topics.deadLetters(consumer).name(),
                        null,
                        origin.key(),
                        origin.value(),
                        origin.headers());
        letter.headers()
                .add(TOPIC, origin.topic().getBytes(UTF_8))
                .add(PARTITION, Integer.toString(origin.partition()).getBytes(UTF_8))
                .add(OFFSET, Long.toString(origin.offset()).getBytes(UTF_8))
                .add(KIND, Kind.UNREADABLE.wireName().getBytes(UTF_8))
                .add(REASON, reason.getBytes(UTF_8));
        return letter;
    }

    /** The dead letter of a row of the source. */
    public static ProducerRecord<byte[], byte[]> of(
            String consumer,
            Origin.Source origin,
            Kind kind,
            String reason,
            Instant time,
            byte @Nullable [] key,
            byte[] kept) {
        RecordHeaders headers = new RecordHeaders();
        headers.add(TABLE, origin.table().getBytes(UTF_8))
                .add(Headers.OPERATION, origin.operation().getBytes(UTF_8))
                .add(Headers.LSN, origin.lsn().toString().getBytes(UTF_8))
                .add(Headers.COMMIT_TIME, Long.toString(origin.commitMicros()).getBytes(UTF_8))
                .add(KIND, kind.wireName().getBytes(UTF_8))
                .add(REASON, reason.getBytes(UTF_8));
        origin.xid()
                .ifPresent(xid ->
                        headers.add(Headers.TRANSACTION, Long.toString(xid).getBytes(UTF_8)));
        origin.ordinal()
                .ifPresent(ordinal -> headers.add(ORDINAL, Long.toString(ordinal).getBytes(UTF_8)));
        return new ProducerRecord<>(
                Topics.deadLetters(consumer).name(), null, time.toEpochMilli(), key, kept, headers);
    }

    /**
     * Reads a record of a dead-letter topic.
     *
     * @throws IllegalArgumentException when it is not a dead letter; the message names the header
     */
    public static DeadLetter from(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> kind = header(record, KIND);
        return new DeadLetter(
                origin(record),
                kind.isPresent() ? Kind.of(kind.get()) : Kind.UNREADABLE,
                required(record, REASON),
                Instant.ofEpochMilli(record.timestamp()),
                Optional.ofNullable(record.key()).map(Bytes::wrap),
                Optional.ofNullable(record.value()).map(Bytes::wrap));
    }

    private static Origin origin(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> table = header(record, TABLE);
        return table.isPresent()
                ? new Origin.Source(
                        table.get(),
                        required(record, Headers.OPERATION),
                        Lsn.parse(required(record, Headers.LSN)),
                        number(record, Headers.TRANSACTION),
                        number(record, ORDINAL),
                        Long.parseLong(required(record, Headers.COMMIT_TIME)))
                : new Origin.Record(
                        required(record, TOPIC),
                        Integer.parseInt(required(record, PARTITION)),
                        Long.parseLong(required(record, OFFSET)));
    }

    private static OptionalLong number(ConsumerRecord<byte[], byte[]> record, String name) {
        return header(record, name)
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElseGet(OptionalLong::empty);
    }

    private static String required(ConsumerRecord<byte[], byte[]> record, String name) {
        return header(record, name)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "record %s %d:%d has no header %s: it is no dead letter"
                                        .formatted(
                                                record.topic(),
                                                record.partition(),
                                                record.offset(),
                                                name)));
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? Optional.empty() : Optional.of(new String(header.value(), UTF_8));
    }
}
