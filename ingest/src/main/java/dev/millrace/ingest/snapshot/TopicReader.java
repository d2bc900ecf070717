package dev.millrace.ingest.snapshot;

import dev.millrace.ingest.publication.CommittedPositions;
import dev.millrace.ingest.publication.KafkaFailures;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Reads what the topics hold of earlier copies: their states, and the keys of tables. */
final class TopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    /**
     * Keys from a stretch of a topic.
     *
     * @param live whose last record in the stretch is not a tombstone
     * @param next where the stretch ended, by partition
     */
    record Keys(List<ByteBuffer> live, Map<Integer, Long> next) {}

    private final KafkaSettings kafka;
    private final Consumer<byte[], byte[]> consumer;
    private volatile boolean cancelled;

    TopicReader(KafkaSettings kafka) {
        this.kafka = kafka;
        this.consumer = CommittedPositions.committedReader(kafka);
    }

    /** The newest states of copies, by key; the key is the slot and the table. */
    Map<String, CopyState> states() throws InterruptedException {
        String topic = Topics.ingestSnapshots().name();
        Map<String, CopyState> states = new HashMap<>();
        try {
            Map<Integer, Long> ends = ends(topic);
            seek(topic, begins(topic));
            while (!reached(topic, ends)) {
                for (ConsumerRecord<byte[], byte[]> record : poll()) {
                    states.put(
                            new String(record.key(), StandardCharsets.UTF_8),
                            CopyState.fromBytes(record.value()));
                }
            }
            return states;
        } catch (KafkaException e) {
            throw KafkaFailures.of(e, kafka, "reading " + topic);
        }
    }

    /** Where the topic begins, by partition. */
    Map<Integer, Long> begins(String topic) {
        return offsets(consumer.beginningOffsets(partitions(topic)));
    }

    /** Where the topic ends for readers of committed records, by partition. */
    Map<Integer, Long> ends(String topic) {
        return offsets(consumer.endOffsets(partitions(topic)));
    }

    /**
     * The keys of the next stretch.
     *
     * @param keysMax how many different keys, about
     */
    Keys keys(String topic, Map<Integer, Long> from, Map<Integer, Long> ends, int keysMax)
            throws InterruptedException {
        try {
            seek(topic, from);
            Map<ByteBuffer, Boolean> live = new LinkedHashMap<>();
            Map<Integer, Long> next = new HashMap<>(from);
            while (!reached(topic, ends) && live.size() < keysMax) {
                for (ConsumerRecord<byte[], byte[]> record : poll()) {
                    if (record.offset() < ends.getOrDefault(record.partition(), 0L)) {
                        live.put(ByteBuffer.wrap(record.key()), record.value() != null);
                    }
                }
                // Markers of transactions are passed without a record.
                for (Integer partition : from.keySet()) {
                    next.put(partition, consumer.position(new TopicPartition(topic, partition)));
                }
            }
            return new Keys(
                    live.entrySet().stream()
                            .filter(Map.Entry::getValue)
                            .map(Map.Entry::getKey)
                            .toList(),
                    next);
        } catch (KafkaException e) {
            throw KafkaFailures.of(e, kafka, "reading the keys of " + topic);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** Makes a reading in progress end soon, from another thread. */
    void cancel() {
        cancelled = true;
    }

    private Iterable<ConsumerRecord<byte[], byte[]>> poll() throws InterruptedException {
        if (cancelled) {
            throw new InterruptedException("reading topics");
        }
        return consumer.poll(POLL);
    }

    private void seek(String topic, Map<Integer, Long> from) {
        consumer.assign(partitions(topic));
        from.forEach(
                (partition, offset) -> consumer.seek(new TopicPartition(topic, partition), offset));
    }

    private boolean reached(String topic, Map<Integer, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end ->
                        consumer.position(new TopicPartition(topic, end.getKey()))
                                >= end.getValue());
    }

    private List<TopicPartition> partitions(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    private static Map<Integer, Long> offsets(Map<TopicPartition, Long> offsets) {
        Map<Integer, Long> byPartition = new HashMap<>();
        offsets.forEach((partition, offset) -> byPartition.put(partition.partition(), offset));
        return byPartition;
    }
}
