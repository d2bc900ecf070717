package dev.millrace.streams.freshness;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.position.SourcePosition;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Follows how far ingest is: the newest committed record of the position topic. */
final class IngestPosition implements AutoCloseable {

    private static final TopicPartition PARTITION =
            new TopicPartition(Topics.ingestPositions().name(), 0);
    // Two offsets a batch of ingest: nearly always the first look finds a record.
    private static final long FIRST_LOOK = 200;

    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(10);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable SourcePosition newest;
    private long catchUpTo;

    IngestPosition(KafkaSettings kafka) {
        this.consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers(),
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed",
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false,
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                5_000,
                                ConsumerConfig.CLIENT_ID_CONFIG,
                                "millrace-freshness-position"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(List.of(PARTITION));
        // All that was committed before is read before anything is told: an older position is true
        // too, but would look like a log that went back.
        consumer.seekToEnd(List.of(PARTITION));
        catchUpTo = consumer.position(PARTITION);
        consumer.seek(PARTITION, Math.max(0, catchUpTo - FIRST_LOOK));
    }

    /**
     * The newest position; empty when there is none.
     *
     * @param patience how long to wait for a newer one
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} when the topic cannot be read
     *     to where it ended at the start
     */
    Optional<SourcePosition> newest(Duration patience) {
        long deadline = System.nanoTime() + ANSWER_PATIENCE.toNanos();
        do {
            if (System.nanoTime() > deadline) {
                throw new PipelineException(
                        ErrorKind.SERVER_UNREACHABLE, "Kafka does not give " + PARTITION);
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(patience)) {
                if (record.value() != null) {
                    newest = SourcePosition.fromBytes(record.value());
                }
            }
            if (newest == null && catchUpTo > 0 && consumer.position(PARTITION) >= catchUpTo) {
                catchUpTo = 0;
                consumer.seekToBeginning(List.of(PARTITION));
            }
        } while (consumer.position(PARTITION) < catchUpTo);
        return Optional.ofNullable(newest);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
