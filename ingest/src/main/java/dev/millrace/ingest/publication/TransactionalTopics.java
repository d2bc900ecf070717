package dev.millrace.ingest.publication;

import dev.millrace.schema.position.SourcePosition;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes records together with the position that they lead to: committed readers see both or
 * neither. Opening it fences every earlier instance of the same slot, whose unfinished transaction
 * is aborted before this returns.
 */
public final class TransactionalTopics implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionalTopics.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

    private final KafkaSettings kafka;
    private final Producer<byte[], byte[]> producer;

    TransactionalTopics(KafkaSettings kafka, Producer<byte[], byte[]> producer) {
        this.kafka = kafka;
        this.producer = producer;
    }

    /**
     * Takes over writing for a slot.
     *
     * @throws dev.millrace.schema.failure.PipelineException when Kafka does not answer or refuses
     */
    public static TransactionalTopics takeOver(KafkaSettings kafka, String slot) {
        Producer<byte[], byte[]> producer = null;
        try {
            producer =
                    new KafkaProducer<>(
                            settings(kafka, slot),
                            new ByteArraySerializer(),
                            new ByteArraySerializer());
            producer.initTransactions();
            return new TransactionalTopics(kafka, producer);
        } catch (KafkaException e) {
            if (producer != null) {
                producer.close(Duration.ZERO);
            }
            throw KafkaFailures.of(e, kafka, "taking over the writing for slot " + slot);
        }
    }

    /**
     * Writes the records and the position in one transaction. When this returns they are durable.
     *
     * @param records gone through once; what it throws takes the transaction back
     * @throws dev.millrace.schema.failure.PipelineException when nothing of it was written, or it
     *     is not known whether it was
     * @throws InterruptedException when interrupted; the outcome is not known
     */
    public void write(Iterable<ProducerRecord<byte[], byte[]>> records, SourcePosition position)
            throws InterruptedException {
        try {
            producer.beginTransaction();
            records.forEach(this::send);
            send(
                    new ProducerRecord<>(
                            Topics.ingestPositions().name(),
                            position.slot().getBytes(StandardCharsets.UTF_8),
                            position.toBytes()));
            producer.commitTransaction();
        } catch (InterruptException e) {
            Thread.interrupted();
            InterruptedException interrupted = new InterruptedException("writing to Kafka");
            interrupted.initCause(e);
            throw interrupted;
        } catch (KafkaException e) {
            abort();
            throw KafkaFailures.of(e, kafka, "publishing changes");
        } catch (RuntimeException e) {
            // A record could not be made.
            abort();
            throw e;
        }
    }

    /** Shows the producer's own metrics in the registry until the result is closed. */
    public AutoCloseable bindMetrics(MeterRegistry registry) {
        KafkaClientMetrics metrics = new KafkaClientMetrics(producer);
        metrics.bindTo(registry);
        return metrics;
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }

    /** Whether it failed is told by the commit, which waits for every record of its transaction. */
    private void send(ProducerRecord<byte[], byte[]> record) {
        Future<RecordMetadata> _ = producer.send(record);
    }

    private void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            // Not possible after a commit that timed out, for one. The next owner's takeover aborts
            // it; the error that led here is the one to report.
            LOG.atDebug().setCause(e).log("transaction could not be aborted");
        }
    }

    private static Map<String, Object> settings(KafkaSettings kafka, String slot) {
        String name = "millrace-ingest-" + slot;
        return Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, name),
                Map.entry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, name),
                Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 2),
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024),
                Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.ROW_BYTES_MAX),
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 2L * Topics.ROW_BYTES_MAX),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000),
                // A partition's first batch may have to wait for the markers of the transaction
                // before; batches sent after it would all be refused as out of order.
                Map.entry(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1),
                // That wait is a retry; were its pauses to double up to a second, a change could
                // wait as long whenever the broker is slow with its markers.
                Map.entry(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 10),
                Map.entry(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 20));
    }
}
