package dev.millrace.devstack;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Records in topics of one partition of the embedded Kafka. */
final class Records {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Records() {}

    static void createTopic(String bootstrapServers, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    static KafkaProducer<String, String> transactionalProducer(
            String bootstrapServers, String transactionalId) {
        KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "transactional.id",
                                transactionalId,
                                // Soon over, so that the broker ends what a killed one left open.
                                "transaction.timeout.ms",
                                "1000"),
                        new StringSerializer(),
                        new StringSerializer());
        producer.initTransactions();
        return producer;
    }

    static void commit(KafkaProducer<String, String> producer, String topic, String value)
            throws Exception {
        write(producer, topic, value);
        producer.commitTransaction();
    }

    /** Leaves its transaction open. */
    static void write(KafkaProducer<String, String> producer, String topic, String value)
            throws Exception {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, value)).get();
    }

    /**
     * All committed values that the topic holds now. A transaction is committed a moment before its
     * records may be read: waits for those that are about to end, not for one that stays open.
     */
    static List<String> committed(String bootstrapServers, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "isolation.level",
                                "read_committed"),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = end(bootstrapServers, partition);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            List<String> values = new ArrayList<>();
            while (consumer.position(partition) < end) {
                if (System.nanoTime() > deadline) {
                    throw new AssertionError(
                            "offset %d of %s is behind an open transaction, after %s: %s"
                                    .formatted(
                                            consumer.position(partition), topic, PATIENCE, values));
                }
                for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofSeconds(1))) {
                    values.add(each.value());
                }
            }
            return values;
        }
    }

    /** The offset after everything written, committed or not. */
    private static long end(String bootstrapServers, TopicPartition partition) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return admin.listOffsets(
                            Map.of(partition, OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                    .partitionResult(partition)
                    .get()
                    .offset();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("no end of " + partition, e);
        }
    }
}
