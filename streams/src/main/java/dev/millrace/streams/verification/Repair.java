package dev.millrace.streams.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Headers;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.derived.LastRecords;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Mends rows that are not what their topic says: the last record of each key is published again,
 * and comes to the table, and to whoever else reads the topic, the usual way. What is wrong in the
 * topic itself stays so; only a rebuild mends that.
 */
public final class Repair implements AutoCloseable {

    private static final int KEYS_A_SCAN = 10_000;
    private static final int TRIES_MAX = 10;
    private static final byte[] SNAPSHOT = "r".getBytes(UTF_8);

    private final DerivedStore store;
    private final LastRecords committed;
    private final LastRecords everything;
    private final KafkaProducer<byte[], byte[]> producer;
    private boolean isReady;

    /**
     * @param kafka the broker
     * @param store whose rows are to be mended
     */
    public Repair(KafkaSettings kafka, DerivedStore store) {
        this.store = store;
        this.committed = new LastRecords(kafka, "read_committed");
        this.everything = new LastRecords(kafka, "read_uncommitted");
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers(),
                                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                "millrace.repair." + store.name(),
                                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                                Topics.ROW_BYTES_MAX),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /**
     * Publishes the last record of each key again; for a key without a record, that it has no row.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} when Kafka does not answer,
     *     {@link ErrorKind#TIMED_OUT} when the keys change faster than they can be republished
     */
    public void republish(Collection<RowKey> keys) {
        try {
            if (!isReady) {
                producer.initTransactions();
                isReady = true;
            }
            List<RowKey> all = List.copyOf(new HashSet<>(keys));
            for (int from = 0; from < all.size(); from += KEYS_A_SCAN) {
                republishSome(all.subList(from, Math.min(from + KEYS_A_SCAN, all.size())));
            }
        } catch (KafkaException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE,
                    "rows of " + store.qualifiedName() + " cannot be published again",
                    e);
        }
    }

    private void republishSome(List<RowKey> keys) {
        List<RowKey> left = keys;
        for (int i = 0; i < TRIES_MAX && !left.isEmpty(); i++) {
            if (tryOnce(left)) {
                return;
            }
        }
        throw new PipelineException(
                ErrorKind.TIMED_OUT,
                "%d rows of %s change too often to be published again"
                        .formatted(left.size(), store.qualifiedName()));
    }

    /** False when the application has published one of the keys meanwhile: nothing is sent then. */
    private boolean tryOnce(List<RowKey> keys) {
        LastRecords.Found found = committed.of(store.qualifiedName(), keys);
        producer.beginTransaction();
        Set<RecordPlace> ours = send(keys, found);
        AtomicBoolean overtaken = new AtomicBoolean();
        Set<RowKey> wanted = new HashSet<>(keys);
        everything.read(
                found.next(),
                record -> {
                    RowKey key = LastRecords.keyOf(record);
                    boolean isOurs =
                            ours.contains(new RecordPlace(record.partition(), record.offset()));
                    if (key != null && wanted.contains(key) && !isOurs) {
                        overtaken.set(true);
                    }
                });
        if (overtaken.get()) {
            producer.abortTransaction();
            return false;
        }
        producer.commitTransaction();
        return true;
    }

    private record RecordPlace(int partition, long offset) {}

    private Set<RecordPlace> send(List<RowKey> keys, LastRecords.Found found) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (RowKey key : keys) {
            sent.add(producer.send(copy(key, found.records().get(key))));
        }
        producer.flush();
        Set<RecordPlace> places = new HashSet<>();
        try {
            for (Future<RecordMetadata> one : sent) {
                places.add(new RecordPlace(one.get().partition(), one.get().offset()));
            }
        } catch (ExecutionException e) {
            throw new KafkaException("a record was refused", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
        return places;
    }

    private ProducerRecord<byte[], byte[]> copy(
            RowKey key, @Nullable ConsumerRecord<byte[], byte[]> last) {
        if (last == null) {
            return new ProducerRecord<>(store.qualifiedName(), RowKeySerde.toBytes(key), null);
        }
        // A copy of what is known says nothing about how fast changes arrive.
        RecordHeaders headers = new RecordHeaders(last.headers());
        headers.remove(Headers.OPERATION).add(Headers.OPERATION, SNAPSHOT);
        return new ProducerRecord<>(
                store.qualifiedName(),
                last.partition(),
                last.timestamp(),
                last.key(),
                last.value(),
                headers);
    }

    @Override
    public void close() {
        try (committed;
                everything) {
            producer.close();
        }
    }
}
