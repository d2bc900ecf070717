package dev.millrace.search.writer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.search.IndexFiles;
import dev.millrace.schema.topics.MalformedRowException;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.RowSerde;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;

/**
 * What one record does to an index: the whole document, or a soft tombstone, at a version.
 *
 * @param id of the document
 * @param version see {@link DocumentVersion}
 * @param json what the index is to hold, one line
 * @param delete whether that is a soft tombstone
 * @param origin the record
 */
record DocumentChange(
        String id,
        long version,
        byte[] json,
        boolean delete,
        ConsumerRecord<byte[], byte[]> origin) {

    /**
     * Reads a record.
     *
     * @param now stands in a soft tombstone
     * @throws MalformedRowException when it is no document; the message has no contents
     */
    static DocumentChange of(ConsumerRecord<byte[], byte[]> record, long epoch, Instant now) {
        try {
            RowKey key = RowKeySerde.fromBytes(record.key());
            if (key.values().size() != 1) {
                throw new MalformedRowException(
                        "key has %d values, expected the document's id"
                                .formatted(key.values().size()));
            }
            boolean delete = record.value() == null;
            ObjectNode document =
                    delete
                            ? RowSerde.newObject().put(IndexFiles.DELETED_AT, now.toString())
                            : RowSerde.fromBytes(record.value()).json();
            ObjectNode source = document.putObject(IndexFiles.SOURCE);
            source.put("epoch", epoch);
            source.put("partition", record.partition());
            source.put("offset", record.offset());
            return new DocumentChange(
                    key.value(0),
                    DocumentVersion.of(epoch, record.offset()),
                    RowSerde.toBytes(new Row(document)),
                    delete,
                    record);
        } catch (SerializationException e) {
            throw new MalformedRowException(String.valueOf(e.getMessage()));
        }
    }

    TopicPartition partition() {
        return new TopicPartition(origin.topic(), origin.partition());
    }
}
