package dev.millrace.streams.versions;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Who is still at work in Kafka, and what an ended version leaves there. */
final class Groups implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Admin admin;

    Groups(KafkaSettings kafka) {
        this.admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers(),
                                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                (int) PATIENCE.toMillis(),
                                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                (int) PATIENCE.toMillis(),
                                AdminClientConfig.CLIENT_ID_CONFIG,
                                "millrace-versions"));
    }

    /**
     * Whether no process is a member of any of these groups. A killed one is until its session
     * ends.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE}, as of every method here
     */
    boolean areEmpty(Collection<String> groups) {
        return admin.describeConsumerGroups(groups).describedGroups().values().stream()
                .allMatch(Groups::isEmpty);
    }

    private static boolean isEmpty(KafkaFuture<ConsumerGroupDescription> described) {
        try {
            GroupState state = await(described).groupState();
            return state == GroupState.EMPTY || state == GroupState.DEAD;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return true;
            }
            throw unanswered(e);
        }
    }

    /** Deletes these groups, those that are there. */
    void deleteGroups(Collection<String> groups) {
        for (KafkaFuture<Void> deleted :
                admin.deleteConsumerGroups(groups).deletedGroups().values()) {
            try {
                await(deleted);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                    throw unanswered(e);
                }
            }
        }
    }

    /** Deletes the topics with such names; false while the broker still lists one. */
    boolean deleteTopics(Predicate<String> named) {
        Set<String> left = topics(named);
        if (left.isEmpty()) {
            return true;
        }
        for (KafkaFuture<Void> deleted : admin.deleteTopics(left).topicNameValues().values()) {
            try {
                await(deleted);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw unanswered(e);
                }
            }
        }
        return topics(named).isEmpty();
    }

    private Set<String> topics(Predicate<String> named) {
        try {
            return await(admin.listTopics().names()).stream()
                    .filter(named)
                    .collect(Collectors.toSet());
        } catch (ExecutionException e) {
            throw unanswered(e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private static <T> T await(KafkaFuture<T> future) throws ExecutionException {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unanswered(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unanswered(e);
        }
    }

    private static PipelineException unanswered(Exception cause) {
        return new PipelineException(
                ErrorKind.SERVER_UNREACHABLE,
                "Kafka does not say who runs which version of a store: " + cause.getMessage(),
                cause);
    }
}
