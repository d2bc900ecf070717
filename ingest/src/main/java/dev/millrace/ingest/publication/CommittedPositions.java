package dev.millrace.ingest.publication;

import dev.millrace.schema.position.SourcePosition;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads positions back from the position topic. */
public final class CommittedPositions {

    private static final Duration POLL = Duration.ofMillis(200);
    // Two records a batch, its position and its marker: nearly always the first look finds one.
    private static final long FIRST_LOOK = 200;

    private CommittedPositions() {}

    /**
     * The newest committed position of a slot; empty when the topic says nothing about it.
     *
     * @throws dev.millrace.schema.failure.PipelineException when Kafka does not answer
     * @throws IllegalArgumentException when the record is not a position
     */
    public static Optional<SourcePosition> latest(KafkaSettings kafka, String slot) {
        TopicPartition partition = new TopicPartition(Topics.ingestPositions().name(), 0);
        try (Consumer<byte[], byte[]> consumer = committedReader(kafka)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long begin = consumer.position(partition);
            consumer.seekToEnd(List.of(partition));
            long end = consumer.position(partition);
            byte[] key = slot.getBytes(StandardCharsets.UTF_8);
            for (long look = FIRST_LOOK; ; look *= 8) {
                long from = Math.max(begin, end - look);
                byte[] newest = newestSince(consumer, partition, from, end, key);
                if (newest != null) {
                    return Optional.of(SourcePosition.fromBytes(newest));
                }
                if (from == begin) {
                    return Optional.empty();
                }
            }
        } catch (KafkaException e) {
            throw KafkaFailures.of(e, kafka, "reading the position of slot " + slot);
        }
    }

    /** A consumer of committed records, without a group. */
    public static Consumer<byte[], byte[]> committedReader(KafkaSettings kafka) {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "none",
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        30_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static byte @Nullable [] newestSince(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long from,
            long end,
            byte[] key) {
        byte[] newest = null;
        consumer.seek(partition, from);
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (Arrays.equals(record.key(), key)) {
                    newest = record.value();
                }
            }
        }
        return newest;
    }
}
