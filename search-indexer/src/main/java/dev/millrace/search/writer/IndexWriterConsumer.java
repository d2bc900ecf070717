package dev.millrace.search.writer;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.search.writer.WriterPlace.TopicIdentity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What an {@link IndexWriter} asks of Kafka. */
final class IndexWriterConsumer {

    private static final int BATCH_RECORDS_MAX = 2_000;
    private static final int FETCH_BYTES = 4 << 20;
    // A request for each few documents would cost the search server more than the documents. Who
    // searches sees them at the next refresh, once a second, whatever this wait.
    private static final int GATHER_BYTES = 1 << 20;
    private static final int GATHER_MILLIS = 200;
    private static final int ADMIN_MILLIS = 10_000;

    private IndexWriterConsumer() {}

    /** {@code millrace.search.<index>}: the writer's consumer group. */
    static String groupOf(SearchIndex index) {
        return "millrace.search." + index.name();
    }

    /**
     * A consumer in the writer's group.
     *
     * @param instanceName keeps the writer's place in the group over a restart
     */
    static Consumer<byte[], byte[]> of(
            KafkaSettings kafka, SearchIndex index, String instanceName) {
        String group = groupOf(index);
        Map<String, Object> settings = reading(kafka, group, BATCH_RECORDS_MAX);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceName);
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        return consumer(settings);
    }

    /** A consumer that is in no group and is told what to read. */
    static Consumer<byte[], byte[]> withoutGroup(
            KafkaSettings kafka, SearchIndex index, int recordsMax) {
        return consumer(reading(kafka, "millrace.reindex." + index.name(), recordsMax));
    }

    private static Map<String, Object> reading(
            KafkaSettings kafka, String clientId, int recordsMax) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // The search server has the offsets; a start that it does not name is never guessed.
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, recordsMax);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, GATHER_BYTES);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, GATHER_MILLIS);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        return settings;
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Which topic has this name now.
     *
     * @throws PipelineException {@link ErrorKind#TRANSIENT} when Kafka does not tell
     */
    static TopicIdentity identityOf(KafkaSettings kafka, String topic) {
        try (Admin admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers(),
                                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                ADMIN_MILLIS,
                                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                ADMIN_MILLIS / 2))) {
            TopicDescription description =
                    Objects.requireNonNull(
                            admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic));
            return new TopicIdentity(description.topicId(), description.partitions().size());
        } catch (ExecutionException e) {
            throw unknown(topic, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(topic, e);
        }
    }

    private static PipelineException unknown(String topic, Exception cause) {
        return new PipelineException(
                ErrorKind.TRANSIENT, "Kafka does not describe topic " + topic, cause);
    }
}
