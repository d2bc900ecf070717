package dev.millrace.streams.writer;

import org.apache.kafka.common.TopicPartition;

/** The table stands elsewhere than this writer left it: nothing of the batch was written. */
final class OvertakenException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient TopicPartition partition;

    OvertakenException(TopicPartition partition) {
        super("table has moved on in " + partition);
        this.partition = partition;
    }

    TopicPartition partition() {
        return partition;
    }
}
