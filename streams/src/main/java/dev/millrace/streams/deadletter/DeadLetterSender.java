package dev.millrace.streams.deadletter;

import dev.millrace.schema.deadletter.DeadLetter;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Sends dead letters of the table writers; connects when the first one comes. */
public final class DeadLetterSender implements AutoCloseable {

    private final KafkaSettings kafka;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    public DeadLetterSender(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    /**
     * Sends the dead letter and waits until it is stored.
     *
     * @throws PipelineException {@link ErrorKind#TRANSIENT} when it could not be stored
     */
    public synchronized void send(
            String consumer, ConsumerRecord<byte[], byte[]> origin, String reason) {
        ProducerRecord<byte[], byte[]> letter = DeadLetter.of(consumer, origin, reason);
        try {
            connected().send(letter).get();
        } catch (ExecutionException e) {
            throw failed(letter.topic(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(letter.topic(), e);
        }
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close(Duration.ofSeconds(1));
            producer = null;
        }
    }

    private KafkaProducer<byte[], byte[]> connected() {
        if (producer == null) {
            producer =
                    new KafkaProducer<>(
                            Map.of(
                                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                    kafka.bootstrapServers(),
                                    ProducerConfig.CLIENT_ID_CONFIG,
                                    "millrace-dead-letters",
                                    ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                    30_000,
                                    ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                    10_000,
                                    ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                                    Topics.ROW_BYTES_MAX),
                            new ByteArraySerializer(),
                            new ByteArraySerializer());
        }
        return producer;
    }

    private static PipelineException failed(String topic, Exception cause) {
        return new PipelineException(
                ErrorKind.TRANSIENT, "dead letter cannot be stored in " + topic, cause);
    }
}
