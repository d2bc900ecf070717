package dev.millrace.ingest.publication;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.millrace.ingest.log.LogEntry;
import dev.millrace.ingest.log.LogEntry.Operation;
import dev.millrace.ingest.rows.JsonBuffer;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.Topics;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * Changes as records of their topics. What the changes of a transaction, of an operation or of a
 * table have in common is made once. For one thread.
 */
final class ChangeRecords {

    private static final Header CREATED = header(Headers.OPERATION, "c");
    private static final Header UPDATED = header(Headers.OPERATION, "u");
    private static final Header DELETED = header(Headers.OPERATION, "d");

    private final Map<TableShape, String> topics = new IdentityHashMap<>();
    private final JsonBuffer scratch = new JsonBuffer();
    private long commitMicros;
    private Header commitTime = header(Headers.COMMIT_TIME, "0");
    private long xid;
    private Header transaction = header(Headers.TRANSACTION, "0");

    ProducerRecord<byte[], byte[]> record(LogEntry.Change change) {
        if (change.commitMicros() != commitMicros) {
            commitMicros = change.commitMicros();
            commitTime = header(Headers.COMMIT_TIME, Long.toString(commitMicros));
        }
        if (change.xid() != xid) {
            xid = change.xid();
            transaction = header(Headers.TRANSACTION, Long.toString(xid));
        }
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(
                        topic(change.row().shape()),
                        change.row().keyBytes(scratch),
                        change.operation() == Operation.DELETED
                                ? null
                                : change.row().valueBytes(scratch));
        record.headers()
                .add(operation(change.operation()))
                .add(new RecordHeader(Headers.LSN, text(change.lsn())))
                .add(commitTime)
                .add(transaction);
        return record;
    }

    private String topic(TableShape shape) {
        String known = topics.get(shape);
        if (known == null) {
            known = Topics.capture(shape.table()).name();
            topics.put(shape, known);
        }
        return known;
    }

    private static Header operation(Operation operation) {
        return switch (operation) {
            case CREATED -> CREATED;
            case UPDATED -> UPDATED;
            case DELETED -> DELETED;
        };
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, value.getBytes(US_ASCII));
    }

    /** What {@link Lsn#toString()} gives. */
    static byte[] text(Lsn lsn) {
        long high = lsn.value() >>> 32;
        long low = lsn.value() & 0xFFFF_FFFFL;
        int highDigits = digits(high);
        byte[] text = new byte[highDigits + 1 + digits(low)];
        put(text, highDigits, high);
        text[highDigits] = '/';
        put(text, text.length, low);
        return text;
    }

    private static int digits(long value) {
        return Math.max(1, (67 - Long.numberOfLeadingZeros(value)) / 4);
    }

    /** Writes hexadecimal digits, the last of them before this place. */
    private static void put(byte[] text, int end, long value) {
        int at = end;
        long rest = value;
        do {
            int digit = (int) (rest & 15);
            text[--at] = (byte) (digit < 10 ? '0' + digit : 'A' + digit - 10);
            rest >>>= 4;
        } while (rest != 0);
    }
}
