package dev.millrace.search.writer;

import java.time.Instant;
import java.util.OptionalLong;
import org.apache.kafka.common.Uuid;

/**
 * How far one partition of a topic is in one index, as the search server keeps it beside the index.
 *
 * @param topic which topic it was, however many had its name
 * @param partition of the topic
 * @param epoch in which its documents are written
 * @param nextOffset everything before it is in the index, or among the dead letters
 * @param sweepAt when this offset is reached, documents of earlier epochs are left-overs; empty
 *     when there are none
 * @param time when this was so
 */
record WriterPlace(
        TopicIdentity topic,
        int partition,
        long epoch,
        long nextOffset,
        OptionalLong sweepAt,
        Instant time) {

    /**
     * A topic as it was made once.
     *
     * @param id drawn by the broker when the topic was made
     * @param partitions how many it has: with another number a document may come from another one
     */
    record TopicIdentity(Uuid id, int partitions) {}

    WriterPlace at(long offset, Instant now) {
        return new WriterPlace(topic, partition, epoch, offset, sweepAt, now);
    }

    WriterPlace swept() {
        return new WriterPlace(topic, partition, epoch, nextOffset, OptionalLong.empty(), time);
    }
}
