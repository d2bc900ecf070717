package dev.millrace.schema.deadletter;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads the committed dead letters of every consumer. */
public final class DeadLetterReader implements AutoCloseable {

    private static final String PREFIX = "dlq.";
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int PATIENCE_MILLIS = 15_000;

    private final KafkaSettings kafka;
    private final Consumer<byte[], byte[]> consumer;

    public DeadLetterReader(KafkaSettings kafka) {
        this.kafka = kafka;
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
                                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                PATIENCE_MILLIS),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    /** A dead letter and where it is kept. */
    public record Kept(LetterPlace place, DeadLetter letter) {}

    /**
     * The names of all dead-letter topics.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} when no broker answers
     */
    public Set<String> topics() {
        try {
            Set<String> names = new TreeSet<>();
            for (String name : consumer.listTopics().keySet()) {
                if (name.startsWith(PREFIX)) {
                    names.add(name);
                }
            }
            return names;
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    /**
     * Every letter of these topics, in the order of each; whatever is no dead letter is left out.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} when no broker answers
     */
    public List<Kept> letters(Collection<String> topics) {
        try {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : topics) {
                for (PartitionInfo info : consumer.partitionsFor(topic)) {
                    partitions.add(new TopicPartition(topic, info.partition()));
                }
            }
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<Kept> letters = new ArrayList<>();
            while (!partitions.stream()
                    .allMatch(p -> consumer.position(p) >= ends.getOrDefault(p, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    kept(record).ifPresent(letters::add);
                }
            }
            return letters;
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    /** The letter in this place; empty when there is none any more, or never was. */
    public Optional<Kept> letter(LetterPlace place) {
        return letters(List.of(place.topic())).stream()
                .filter(kept -> kept.place().equals(place))
                .findFirst();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private static Optional<Kept> kept(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(
                    new Kept(
                            new LetterPlace(record.topic(), record.partition(), record.offset()),
                            DeadLetter.from(record)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private PipelineException unreachable(KafkaException cause) {
        return new PipelineException(
                ErrorKind.SERVER_UNREACHABLE,
                "Kafka does not answer at %s (reading dead letters)"
                        .formatted(kafka.bootstrapServers()),
                cause);
    }
}
