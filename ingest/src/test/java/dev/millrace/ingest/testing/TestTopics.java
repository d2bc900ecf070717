package dev.millrace.ingest.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.devstack.testsupport.SharedStack;
import dev.millrace.ingest.publication.CommittedPositions;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * What the topics hold, those of the shared broker unless another is named, as committed readers
 * see it.
 */
public final class TestTopics {

    /** A record: its key, its value or null, and its headers, all as text. */
    public record Published(String key, @Nullable String value, Map<String, String> headers) {

        /** A header's value; empty text when it is absent. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private static final Duration OPEN_MAX = Duration.ofSeconds(5);

    private TestTopics() {}

    /** Every record of the table's topic, in the order of each partition. */
    public static List<Published> of(CapturedTable table) {
        return of(Topics.capture(table).name());
    }

    public static List<Published> of(String topic) {
        return of(TestSource.kafka(), topic);
    }

    private static List<Published> of(KafkaSettings kafka, String topic) {
        List<Published> records = new ArrayList<>();
        forEach(kafka, topic, records::add);
        return records;
    }

    /** Every record of a topic, one after the other, in the order of each partition. */
    public static void forEach(
            KafkaSettings kafka, String topic, java.util.function.Consumer<Published> reader) {
        try (Consumer<byte[], byte[]> consumer = CommittedPositions.committedReader(kafka)) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            Map<TopicPartition, Long> ends = settledEnds(kafka, consumer, partitions);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream()
                    .anyMatch(partition ->
                            consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                for (ConsumerRecord<byte[], byte[]> record :
                        consumer.poll(Duration.ofMillis(200))) {
                    reader.accept(published(record));
                }
            }
        }
    }

    /**
     * The ends once every transaction of now is ended: a commit returns before its markers are
     * everywhere. What a killed writer left open is not waited for long.
     */
    private static Map<TopicPartition, Long> settledEnds(
            KafkaSettings kafka,
            Consumer<byte[], byte[]> committed,
            List<TopicPartition> partitions) {
        Map<TopicPartition, Long> ends;
        try (Consumer<byte[], byte[]> all =
                new KafkaConsumer<>(
                        Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            ends = all.endOffsets(partitions);
        }
        long deadline = System.nanoTime() + OPEN_MAX.toNanos();
        Map<TopicPartition, Long> settled = committed.endOffsets(partitions);
        while (System.nanoTime() < deadline && isBefore(settled, ends)) {
            settled = committed.endOffsets(partitions);
        }
        return settled;
    }

    private static boolean isBefore(
            Map<TopicPartition, Long> settled, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .anyMatch(end -> settled.getOrDefault(end.getKey(), 0L) < end.getValue());
    }

    /** How many offsets the table's topic has, markers of transactions included. */
    public static long sizeOf(CapturedTable table) {
        String topic = Topics.capture(table).name();
        if (!names().contains(topic)) {
            return 0;
        }
        try (Consumer<byte[], byte[]> consumer =
                CommittedPositions.committedReader(TestSource.kafka())) {
            return consumer
                    .endOffsets(
                            consumer.partitionsFor(topic).stream()
                                    .map(info -> new TopicPartition(topic, info.partition()))
                                    .toList())
                    .values()
                    .stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /** The last value of each key that is not deleted. */
    public static Map<String, String> table(CapturedTable table) {
        return table(TestSource.kafka(), table);
    }

    /** The same of another broker. */
    public static Map<String, String> table(KafkaSettings kafka, CapturedTable table) {
        Map<String, String> rows = new HashMap<>();
        for (Published record : of(kafka, Topics.capture(table).name())) {
            if (record.value() == null) {
                rows.remove(record.key());
            } else {
                rows.put(record.key(), record.value());
            }
        }
        return rows;
    }

    /**
     * The values of each key in order, a tombstone as the text {@code null}. A copied row that says
     * again what the record before said is no change and left out.
     */
    public static Map<String, List<String>> histories(CapturedTable table) {
        return histories(TestSource.kafka(), table);
    }

    /** The same of another broker. */
    public static Map<String, List<String>> histories(KafkaSettings kafka, CapturedTable table) {
        Map<String, List<String>> histories = new LinkedHashMap<>();
        for (Published record : of(kafka, Topics.capture(table).name())) {
            List<String> versions =
                    histories.computeIfAbsent(record.key(), key -> new ArrayList<>());
            String value = record.value() == null ? "null" : record.value();
            boolean isCopy = record.header("xid").isEmpty();
            if (!isCopy || versions.isEmpty() || !versions.getLast().equals(value)) {
                versions.add(value);
            }
        }
        return histories;
    }

    /** Names of all topics of ours. */
    public static Set<String> names() {
        try (Admin admin = admin()) {
            return admin.listTopics().names().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    static void deleteAll() {
        delete(names().toArray(String[]::new));
    }

    /** Deletes topics and waits until they are gone. */
    public static void delete(String... names) {
        try (Admin admin = admin()) {
            admin.deleteTopics(List.of(names)).all().get();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() ->
                            Collections.disjoint(admin.listTopics().names().get(), List.of(names)));
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Admin admin() {
        return Admin.create(
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        SharedStack.get().kafka().bootstrapServers()));
    }

    private static Published published(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), UTF_8));
        }
        return new Published(
                new String(record.key(), UTF_8),
                record.value() == null ? null : new String(record.value(), UTF_8),
                headers);
    }
}
