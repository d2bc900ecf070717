package dev.millrace.streams.application;

import dev.millrace.streams.state.ThreadTransactions;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaClientSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets each thread of an application commit at its {@link CommitPace}: the clients that Kafka
 * Streams is given tell the pace when a thread is about to wait, and how long a commit takes.
 */
final class CommitPaces implements KafkaClientSupplier, ThreadTransactions {

    private final ThreadLocal<CommitPace> paces;

    CommitPaces(Duration interval) {
        this.paces = ThreadLocal.withInitial(() -> new CommitPace(System::nanoTime, interval));
    }

    CommitPace ofThisThread() {
        return paces.get();
    }

    @Override
    public void onNextCommit(
            java.util.function.Consumer<Function<TopicPartition, @Nullable Long>> listener) {
        ofThisThread().onNextCommit(listener);
    }

    @Override
    public Admin getAdmin(Map<String, Object> settings) {
        return Admin.create(settings);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        return new PacedProducer(settings, this::ofThisThread);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
            @Override
            public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                return super.poll(ofThisThread().beforePoll(timeout));
            }
        };
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
        return plainConsumer(settings);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
        return plainConsumer(settings);
    }

    private static Consumer<byte[], byte[]> plainConsumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
