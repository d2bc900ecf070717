package dev.millrace.launcher.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.TopicSpec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;

/** What somebody does to a broker behind the program's back. */
public final class BrokerByHand implements AutoCloseable {

    private final KafkaSettings broker;
    private final Admin admin;

    public BrokerByHand(KafkaSettings broker) {
        this.broker = broker;
        this.admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                broker.bootstrapServers()));
    }

    /** Puts a row into a topic, as a defect of an earlier release might have. */
    public void publish(TopicSpec<RowKey, Row> topic, RowKey key, Row row)
            throws ExecutionException, InterruptedException {
        try (KafkaProducer<RowKey, Row> producer =
                new KafkaProducer<>(
                        Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                        topic.keySerde().serializer(),
                        topic.valueSerde().serializer())) {
            producer.send(new ProducerRecord<>(topic.name(), key, row)).get();
        }
    }

    /** Forgets the consumer groups whose names begin so; there must be one. */
    public void forgetGroups(String prefix) throws ExecutionException, InterruptedException {
        List<String> groups =
                admin.listGroups().all().get().stream()
                        .map(GroupListing::groupId)
                        .filter(group -> group.startsWith(prefix))
                        .toList();
        assertThat(groups).isNotEmpty();
        admin.deleteConsumerGroups(groups).all().get();
    }

    public void deleteTopic(String topic) throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(topic)).all().get();
    }

    /** Which topic has this name now; fails when none has. */
    public Uuid topicId(String topic) throws ExecutionException, InterruptedException {
        return Objects.requireNonNull(
                        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic))
                .topicId();
    }

    public Set<String> topics() throws ExecutionException, InterruptedException {
        return admin.listTopics().names().get();
    }

    @Override
    public void close() {
        admin.close();
    }
}
