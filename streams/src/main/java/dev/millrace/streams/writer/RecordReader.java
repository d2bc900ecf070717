package dev.millrace.streams.writer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.MalformedRowException;
import dev.millrace.schema.topics.RowFormat;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.RowSerde;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;

/** Reads the records of one derived topic. */
final class RecordReader {

    private static final String SNAPSHOT = "r";

    private final DerivedStore store;
    private final List<String> columns;

    /**
     * For one store.
     *
     * @param columns the table's columns
     */
    RecordReader(DerivedStore store, List<String> columns) {
        this.store = store;
        this.columns = columns;
    }

    /**
     * Reads a record and fills its time column, if the table has one. Without a commit time among
     * its headers the record's own time counts, which a replay finds unchanged too.
     *
     * @throws MalformedRowException when key, value or commit time are not what the store promises
     */
    ReadRecord read(ConsumerRecord<byte[], byte[]> record) {
        long commitMicros = commitMicros(record);
        boolean live = header(record, Headers.OPERATION).filter(SNAPSHOT::equals).isEmpty();
        try {
            return new ReadRecord(
                    record, change(record, commitMicros), commitMicros, live, together(record));
        } catch (SerializationException e) {
            throw new MalformedRowException(String.valueOf(e.getMessage()));
        }
    }

    private TableChange change(ConsumerRecord<byte[], byte[]> record, long commitMicros) {
        if (record.key() == null) {
            throw new MalformedRowException("record has no key");
        }
        RowKey key = RowKeySerde.fromBytes(record.key());
        if (key.values().size() != store.key().size()) {
            throw new MalformedRowException(
                    "key has " + key.values().size() + " values, expected " + store.key());
        }
        if (record.value() == null) {
            return new TableChange.Remove(key);
        }
        ObjectNode row = RowSerde.fromBytes(record.value()).json();
        store.timeColumn()
                .ifPresent(column -> row.put(column, RowFormat.timestampText(commitMicros)));
        for (String column : columns) {
            if (!row.has(column)) {
                throw new MalformedRowException("row has no column '" + column + "'");
            }
        }
        return new TableChange.Put(key, row);
    }

    private static long commitMicros(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> commitTime = header(record, Headers.COMMIT_TIME);
        if (commitTime.isEmpty()) {
            return TimeUnit.MILLISECONDS.toMicros(record.timestamp());
        }
        try {
            return Long.parseLong(commitTime.get());
        } catch (NumberFormatException e) {
            throw new MalformedRowException("header " + Headers.COMMIT_TIME + " is not a number");
        }
    }

    private static Optional<Lsn> together(ConsumerRecord<byte[], byte[]> record) {
        try {
            return header(record, Headers.TOGETHER).map(Lsn::parse);
        } catch (IllegalArgumentException e) {
            throw new MalformedRowException("header " + Headers.TOGETHER + ": " + e.getMessage());
        }
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), UTF_8));
    }
}
