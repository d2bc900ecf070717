package dev.millrace.streams.writer;

import dev.millrace.schema.position.Lsn;
import dev.millrace.schema.topics.RowFormat;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A record of a derived topic with what it means, so that nothing is written without its position.
 *
 * @param origin the record
 * @param change what it does to the table
 * @param commitMicros when its source change committed, microseconds since 1970-01-01 UTC
 * @param live false when the source row was read by a snapshot, which says nothing about latency
 * @param together the commit that other rows of the topic follow from too, and that is to be shown
 *     whole; empty when the record may be shown by itself
 */
record ReadRecord(
        ConsumerRecord<byte[], byte[]> origin,
        TableChange change,
        long commitMicros,
        boolean live,
        Optional<Lsn> together) {

    /** The same record when it turns out to be of no use. */
    ReadRecord skipped() {
        return new ReadRecord(origin, new TableChange.Skip(), commitMicros, false, together);
    }

    /** When the source change committed; empty for what follows from a copy of the tables. */
    Optional<Instant> asOf() {
        return live ? Optional.of(RowFormat.instantOf(commitMicros)) : Optional.empty();
    }

    TopicPartition partition() {
        return new TopicPartition(origin.topic(), origin.partition());
    }
}
