package dev.millrace.streams.writer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A record of a derived topic with what it means, so that nothing is written without its position.
 *
 * @param origin the record
 * @param change what it does to the table
 * @param commitMicros when its source change committed, microseconds since 1970-01-01 UTC
 * @param live false when the source row was read by a snapshot, which says nothing about latency
 */
record ReadRecord(
        ConsumerRecord<byte[], byte[]> origin,
        TableChange change,
        long commitMicros,
        boolean live) {

    /** The same record when it turns out to be of no use. */
    ReadRecord skipped() {
        return new ReadRecord(origin, new TableChange.Skip(), commitMicros, false);
    }

    TopicPartition partition() {
        return new TopicPartition(origin.topic(), origin.partition());
    }
}
