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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
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
        AdminAnswers answers = new AdminAnswers(kafka, "list or create topics");
        try (Admin admin = Admin.create(settings)) {
            Set<String> existing =
                    answers.await(
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
                    answers.await(created);
                } catch (TopicExistsException e) {
                    // Another process of ours was faster; the result is the same.
                    continue;
                }
            }
        }
    }
}
