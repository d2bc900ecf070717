package dev.millrace.streams.derived;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the last record of each of some keys in a topic of rows, by reading it from its start to
 * where it ends now. Not safe for several threads at once.
 */
public final class LastRecords implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STILL_LIMIT = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * @param isolation {@code read_committed}, or {@code read_uncommitted} to see what open
     *     transactions wrote, too
     */
    public LastRecords(KafkaSettings kafka, String isolation) {
        this.consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers(),
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                isolation,
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false,
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.CLIENT_ID_CONFIG,
                                "millrace-last-records"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    /**
     * What was found.
     *
     * @param records the last record of each key that has one; a tombstone is one, too
     * @param next where the reading ended, by partition
     */
    public record Found(
            Map<RowKey, ConsumerRecord<byte[], byte[]>> records, Map<TopicPartition, Long> next) {}

    /**
     * Reads the whole topic.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} when Kafka does not answer
     */
    public Found of(String topic, Collection<RowKey> keys) {
        Set<RowKey> wanted = new HashSet<>(keys);
        Map<RowKey, ConsumerRecord<byte[], byte[]>> last = new HashMap<>();
        Map<TopicPartition, Long> from = new HashMap<>();
        partitionsOf(topic).forEach(partition -> from.put(partition, 0L));
        Map<TopicPartition, Long> next =
                read(
                        from,
                        record -> {
                            RowKey key = keyOf(record);
                            if (key != null && wanted.contains(key)) {
                                last.put(key, record);
                            }
                        });
        return new Found(last, next);
    }

    /** Reads from there to where the topic ends now; returns where that was. */
    public Map<TopicPartition, Long> read(
            Map<TopicPartition, Long> from, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        try {
            consumer.assign(from.keySet());
            from.forEach((partition, offset) -> consumer.seek(partition, (long) offset));
            Map<TopicPartition, Long> ends = consumer.endOffsets(from.keySet());
            long still = System.nanoTime();
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                var records = consumer.poll(POLL);
                records.forEach(each);
                if (!records.isEmpty()) {
                    still = System.nanoTime();
                } else if (System.nanoTime() - still > STILL_LIMIT.toNanos()) {
                    throw new PipelineException(
                            ErrorKind.SERVER_UNREACHABLE,
                            "%s cannot be read to its end: nothing came for %d s"
                                    .formatted(from.keySet(), STILL_LIMIT.toSeconds()));
                }
            }
            Map<TopicPartition, Long> next = new HashMap<>();
            from.keySet().forEach(partition -> next.put(partition, consumer.position(partition)));
            return next;
        } catch (KafkaException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE, from.keySet() + " cannot be read", e);
        }
    }

    /** Where these partitions end, for the isolation of this reader. */
    public Map<TopicPartition, Long> endsOf(Collection<TopicPartition> partitions) {
        return consumer.endOffsets(partitions);
    }

    /** The partitions of a topic. */
    public List<TopicPartition> partitionsOf(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /** The key of a record; null for one that no row has. */
    public static @Nullable RowKey keyOf(ConsumerRecord<byte[], byte[]> record) {
        try {
            return record.key() == null ? null : RowKeySerde.fromBytes(record.key());
        } catch (SerializationException e) {
            return null; // Among the dead letters already.
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
