package dev.millrace.ingest.snapshot;

import dev.millrace.ingest.publication.CommittedPositions;
import dev.millrace.ingest.publication.KafkaFailures;
import dev.millrace.schema.settings.KafkaSettings;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Tells which keys of a topic have a last record that is not a tombstone. */
final class LiveKeys implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaSettings kafka;
    private final Consumer<byte[], byte[]> consumer;

    LiveKeys(KafkaSettings kafka) {
        this.kafka = kafka;
        this.consumer = CommittedPositions.committedReader(kafka);
    }

    /**
     * Reads the topic whole; nearly free when it is empty.
     *
     * @param cancelled asked now and then
     * @throws InterruptedException when cancelled
     */
    Set<ByteBuffer> of(String topic, BooleanSupplier cancelled) throws InterruptedException {
        Set<ByteBuffer> live = new HashSet<>();
        try {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (cancelled.getAsBoolean()) {
                    throw new InterruptedException("snapshot cancelled");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    ByteBuffer key = ByteBuffer.wrap(record.key());
                    if (record.value() == null) {
                        live.remove(key);
                    } else {
                        live.add(key);
                    }
                }
            }
            return live;
        } catch (KafkaException e) {
            throw KafkaFailures.of(e, kafka, "reading the keys of " + topic);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
