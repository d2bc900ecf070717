package dev.millrace.streams.writer;

import java.util.Collection;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** Where the consumer of a writer reads, and where its partitions end. */
final class ConsumerPlaces implements HeldRecords.Places {

    private final Consumer<byte[], byte[]> consumer;
    private final TopicProgress progress;

    ConsumerPlaces(Consumer<byte[], byte[]> consumer, TopicProgress progress) {
        this.consumer = consumer;
        this.progress = progress;
    }

    @Override
    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        return progress.ends(partitions);
    }

    @Override
    public boolean hasRead(TopicPartition partition, long end) {
        return consumer.position(partition) >= end;
    }
}
