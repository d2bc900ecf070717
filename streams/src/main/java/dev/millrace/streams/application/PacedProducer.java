package dev.millrace.streams.application;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The producer of one thread: tells the thread's pace how its transactions end, and how far they
 * reach in the changelogs.
 */
final class PacedProducer extends KafkaProducer<byte[], byte[]> {

    private static final String CHANGELOG = "-changelog";

    private final Supplier<CommitPace> pace;
    // Written by the thread that talks to the broker; whole when a transaction is committed.
    private final Map<TopicPartition, Long> offsets = new ConcurrentHashMap<>();

    /**
     * Makes a producer.
     *
     * @param pace that of the thread which asks
     */
    PacedProducer(Map<String, Object> settings, Supplier<CommitPace> pace) {
        super(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.pace = pace;
    }

    @Override
    public Future<RecordMetadata> send(
            ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
        return super.send(record, record.topic().endsWith(CHANGELOG) ? noting(callback) : callback);
    }

    private Callback noting(@Nullable Callback callback) {
        return (written, failure) -> {
            if (failure == null) {
                offsets.merge(
                        new TopicPartition(written.topic(), written.partition()),
                        written.offset(),
                        Math::max);
            }
            if (callback != null) {
                callback.onCompletion(written, failure);
            }
        };
    }

    @Override
    public void flush() {
        pace.get().commitBegins();
        super.flush();
    }

    @Override
    public void commitTransaction() {
        super.commitTransaction();
        pace.get().committed(offsets::get);
    }

    @Override
    public void abortTransaction() {
        pace.get().aborted();
        super.abortTransaction();
        offsets.clear();
    }
}
