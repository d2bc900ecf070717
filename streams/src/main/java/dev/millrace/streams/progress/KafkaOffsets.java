package dev.millrace.streams.progress;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks Kafka how far groups are and where topics end, each for any number of them in one request.
 * Safe for several threads at once.
 */
public final class KafkaOffsets implements AutoCloseable {

    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Admin admin;
    private final Map<String, Integer> partitionsByTopic = new ConcurrentHashMap<>();

    /**
     * @param clientId name in the broker's logs
     */
    public KafkaOffsets(KafkaSettings kafka, String clientId) {
        this.admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers(),
                                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                (int) ANSWER_PATIENCE.toMillis(),
                                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                (int) ANSWER_PATIENCE.toMillis(),
                                AdminClientConfig.CLIENT_ID_CONFIG,
                                clientId));
    }

    /**
     * Whether all these topics exist; asks only for those not seen yet.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE}, as of every method here
     */
    public boolean exist(Collection<String> topics) {
        Set<String> unknown = new HashSet<>(topics);
        unknown.removeAll(partitionsByTopic.keySet());
        if (unknown.isEmpty()) {
            return true;
        }
        Optional<Map<String, TopicDescription>> described =
                answer(admin.describeTopics(unknown).allTopicNames(), "which topics it has");
        described.ifPresent(all ->
                all.forEach(
                        (name, topic) -> partitionsByTopic.put(name, topic.partitions().size())));
        return described.isPresent();
    }

    /**
     * Waits until all these topics exist: a broker does not know at once of what was just created.
     *
     * @throws PipelineException also when some do not exist after the patience, naming them
     */
    public void awaitExist(Collection<String> topics, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!exist(topics)) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new PipelineException(
                        ErrorKind.SERVER_UNREACHABLE,
                        "Kafka does not know the topics %s, %d s after they should be there"
                                .formatted(missing(topics), patience.toSeconds()));
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private List<String> missing(Collection<String> topics) {
        return topics.stream().filter(topic -> !exist(Set.of(topic))).sorted().toList();
    }

    /** As {@link #exist}, also of topics that were seen before and may be gone. */
    public boolean existStill(Collection<String> topics) {
        partitionsByTopic.keySet().removeAll(topics);
        return exist(topics);
    }

    /** The partitions of these topics, of those that are known to exist. */
    public List<TopicPartition> partitionsOf(Collection<String> topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            for (int i = 0; i < partitionsByTopic.getOrDefault(topic, 0); i++) {
                partitions.add(new TopicPartition(topic, i));
            }
        }
        return partitions;
    }

    /** The committed offsets of each group; a partition without one is absent. */
    public Map<String, Map<TopicPartition, Long>> committed(Collection<String> groups) {
        Map<String, Map<TopicPartition, Long>> positions = new HashMap<>();
        if (groups.isEmpty()) {
            return positions;
        }
        Map<String, ListConsumerGroupOffsetsSpec> specs =
                groups.stream()
                        .collect(
                                Collectors.toMap(
                                        Function.identity(),
                                        group -> new ListConsumerGroupOffsetsSpec()));
        answer(admin.listConsumerGroupOffsets(specs).all(), "how far the applications have read")
                .ifPresent(all ->
                        all.forEach(
                                (group, offsets) -> positions.put(group, positionsOf(offsets))));
        return positions;
    }

    /**
     * The offset after the last record of each partition, those of open transactions included;
     * empty when a topic is gone, of which then nothing is known any more.
     */
    public Optional<Map<TopicPartition, Long>> ends(Collection<TopicPartition> partitions) {
        if (partitions.isEmpty()) {
            return Optional.of(Map.of());
        }
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
        Optional<Map<TopicPartition, Long>> ends =
                answer(admin.listOffsets(latest).all(), "where its topics end")
                        .map(all -> {
                            Map<TopicPartition, Long> offsets = new HashMap<>();
                            all.forEach((partition, end) -> offsets.put(partition, end.offset()));
                            return offsets;
                        });
        if (ends.isEmpty()) {
            partitionsByTopic.clear();
        }
        return ends;
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private static Map<TopicPartition, Long> positionsOf(
            Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        offsets.forEach((partition, offset) -> {
            // Kafka answers null for a partition without a committed offset.
            if (offset != null) {
                positions.put(partition, offset.offset());
            }
        });
        return positions;
    }

    /** Waits for Kafka's answer; empty when a topic does not exist. */
    private static <T> Optional<T> answer(KafkaFuture<T> future, String question) {
        try {
            return Optional.of(future.get(ANSWER_PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw unanswered(question, e);
        } catch (TimeoutException e) {
            throw unanswered(question, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unanswered(question, e);
        }
    }

    private static PipelineException unanswered(String question, Exception cause) {
        return new PipelineException(
                ErrorKind.SERVER_UNREACHABLE, "Kafka does not say " + question, cause);
    }
}
