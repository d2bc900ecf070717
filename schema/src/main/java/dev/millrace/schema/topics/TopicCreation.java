package dev.millrace.schema.topics;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of the catalogue that do not exist. Existing topics are left as they are. */
public final class TopicCreation {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** For the first question: a broker that runs answers it within a second. */
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(10);

    private TopicCreation() {}

    /**
     * Creates what is missing.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} when no broker answers within
     *     10 seconds, {@link ErrorKind#SERVER_MISCONFIGURED} when it refuses
     */
    public static void createMissing(KafkaSettings kafka, Collection<TopicSpec<?, ?>> topics) {
        Map<String, Object> settings =
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        (int) PATIENCE.toMillis());
        try (Admin admin = Admin.create(settings)) {
            Set<String> existing =
                    await(
                            kafka,
                            admin.listTopics(
                                            new ListTopicsOptions()
                                                    .timeoutMs((int) FIRST_PATIENCE.toMillis()))
                                    .names());
            List<NewTopic> missing = new ArrayList<>();
            for (TopicSpec<?, ?> topic : topics) {
                if (!existing.contains(topic.name())) {
                    missing.add(
                            new NewTopic(
                                            topic.name(),
                                            topic.singlePartition() ? 1 : kafka.partitions(),
                                            kafka.replicationFactor())
                                    .configs(topic.settings()));
                }
            }
            for (KafkaFuture<Void> created : admin.createTopics(missing).values().values()) {
                try {
                    await(kafka, created);
                } catch (TopicExistsException e) {
                    // Another process of ours was faster; the result is the same.
                    continue;
                }
            }
        }
    }

    private static <T> T await(KafkaSettings kafka, KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            if (e.getCause() instanceof ApiException refusal
                    && !(refusal instanceof RetriableException)) {
                throw new PipelineException(
                        ErrorKind.SERVER_MISCONFIGURED,
                        "Kafka at %s refuses to list or create topics: %s"
                                .formatted(kafka.bootstrapServers(), refusal.getMessage()),
                        refusal);
            }
            throw unreachable(kafka, e);
        } catch (TimeoutException e) {
            throw unreachable(kafka, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(kafka, e);
        }
    }

    private static PipelineException unreachable(KafkaSettings kafka, Exception cause) {
        return new PipelineException(
                ErrorKind.SERVER_UNREACHABLE,
                "Kafka does not answer at "
                        + kafka.bootstrapServers()
                        + " (topics could not be listed or created)",
                cause);
    }
}
