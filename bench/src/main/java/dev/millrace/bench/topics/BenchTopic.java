package dev.millrace.bench.topics;

import dev.millrace.ingest.publication.CommittedPositions;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A contestant's topic: the same layout for all, every record kept, stamped with the broker's time
 * at which it was appended.
 */
public final class BenchTopic {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private static final Map<String, String> SETTINGS =
            Map.of(
                    "cleanup.policy", "delete",
                    "retention.ms", "-1",
                    "message.timestamp.type", "LogAppendTime",
                    "max.message.bytes", Integer.toString(Topics.ROW_BYTES_MAX),
                    "file.delete.delay.ms", "1000");

    private BenchTopic() {}

    /** How many offsets a topic has, asked again and again. */
    public static final class Size implements AutoCloseable {

        private final Consumer<byte[], byte[]> consumer;
        private final List<TopicPartition> partitions;

        private Size(Consumer<byte[], byte[]> consumer, String topic) {
            this.consumer = consumer;
            this.partitions = partitions(consumer, topic);
        }

        /** Offsets of all partitions, markers of transactions included. */
        public long offsets() {
            return consumer.endOffsets(partitions).values().stream().mapToLong(end -> end).sum();
        }

        @Override
        public void close() {
            consumer.close();
        }
    }

    /** Makes the topic, empty; what it held before is gone. */
    public static void makeAnew(KafkaSettings kafka, String topic) throws InterruptedException {
        try (Admin admin = admin(kafka)) {
            remove(admin, topic);
            admin.createTopics(
                            List.of(
                                    new NewTopic(
                                                    topic,
                                                    kafka.partitions(),
                                                    kafka.replicationFactor())
                                            .configs(SETTINGS)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw failed(topic, e);
        }
    }

    /** Deletes the topic, so that the disk need not hold what all contestants wrote. */
    public static void delete(KafkaSettings kafka, String topic) throws InterruptedException {
        try (Admin admin = admin(kafka)) {
            remove(admin, topic);
        } catch (ExecutionException e) {
            throw failed(topic, e);
        }
    }

    public static Size sizeOf(KafkaSettings kafka, String topic) {
        return new Size(CommittedPositions.committedReader(kafka), topic);
    }

    /**
     * Reads the whole topic as committed readers see it.
     *
     * @return when each record was appended, milliseconds since 1970, in ascending order
     */
    public static long[] appendTimes(KafkaSettings kafka, String topic) {
        try (Consumer<byte[], byte[]> consumer = CommittedPositions.committedReader(kafka)) {
            List<TopicPartition> partitions = partitions(consumer, topic);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long[] times = new long[1 << 16];
            int count = 0;
            while (partitions.stream()
                    .anyMatch(partition ->
                            consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (count == times.length) {
                        times = Arrays.copyOf(times, 2 * count);
                    }
                    times[count++] = record.timestamp();
                }
            }
            long[] ascending = Arrays.copyOf(times, count);
            Arrays.sort(ascending);
            return ascending;
        }
    }

    /** Every partition of the topic. */
    public static List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        consumer.partitionsFor(topic)
                .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        return partitions;
    }

    private static void remove(Admin admin, String topic)
            throws InterruptedException, ExecutionException {
        if (admin.listTopics().names().get().contains(topic)) {
            admin.deleteTopics(List.of(topic)).all().get();
            while (admin.listTopics().names().get().contains(topic)) {
                Thread.sleep(PAUSE);
            }
        }
    }

    private static Admin admin(KafkaSettings kafka) {
        return Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
    }

    private static PipelineException failed(String topic, ExecutionException e) {
        return new PipelineException(
                ErrorKind.SERVER_MISCONFIGURED,
                "topic " + topic + " cannot be made anew: " + e.getMessage(),
                e);
    }
}
