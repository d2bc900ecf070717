package dev.millrace.schema.topics;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sees to it that a value which was replaced or deleted is gone from every topic with rows of
 * people within a time: from the tables' topics, the stores' and their changelogs and repartition
 * topics, the documents', and the dead letters.
 *
 * <p>Kafka compacts what is not in a partition's newest segment, and begins a new one only when
 * something is appended. So each partition is given a record of a transaction that is aborted:
 * nobody who reads what is committed sees it.
 */
public final class OldValues {

    /** What dead letters stay when the time allows. */
    private static final long DEAD_LETTERS_MILLIS = Duration.ofDays(30).toMillis();

    private static final String DEAD_LETTERS = "dlq.";
    private static final String TRANSACTIONS = "millrace.old-values";
    private static final int PATIENCE_MILLIS = (int) AdminAnswers.PATIENCE.toMillis();

    private static final String POLICY = "cleanup.policy";
    private static final String RETENTION = "retention.ms";
    private static final String SEGMENT = "segment.ms";
    private static final String LAG = "max.compaction.lag.ms";

    /** A key, which compacted topics ask for; never read. */
    private static final byte[] KEY = {0};

    private OldValues() {}

    /**
     * What was done.
     *
     * @param topics how many hold rows of people
     * @param changed how many of them had other settings
     * @param partitions how many may begin a new segment
     */
    public record Bounded(int topics, int changed, int partitions) {}

    /**
     * Sets the topics up, and lets their partitions begin a new segment where half of the time has
     * passed. Called again and again, at least once in half of the time.
     *
     * @param within from the change that replaces a value until it is gone
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE} when Kafka does not answer,
     *     {@link ErrorKind#SERVER_MISCONFIGURED} when it refuses
     */
    public static Bounded bound(KafkaSettings kafka, Duration within) {
        long share = within.toMillis() / 2;
        Map<String, Object> settings =
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        PATIENCE_MILLIS);
        AdminAnswers answers = new AdminAnswers(kafka, "bound old values in topics");
        try (Admin admin = Admin.create(settings)) {
            List<String> names =
                    answers.await(admin.listTopics().names()).stream()
                            .filter(OldValues::holdsRows)
                            .sorted()
                            .toList();
            int changed = configure(answers, admin, names, share);
            Collection<TopicDescription> topics =
                    answers.await(admin.describeTopics(names).allTopicNames()).values();
            return new Bounded(names.size(), changed, append(answers, topics));
        }
    }

    /** Whether a topic of this name holds rows, or what was made of them. */
    static boolean holdsRows(String name) {
        return name.startsWith("app.")
                || name.startsWith("derived.")
                || name.startsWith("search.")
                || name.startsWith(DEAD_LETTERS)
                || name.startsWith("millrace.")
                        && (name.endsWith("-changelog") || name.endsWith("-repartition"));
    }

    private static int configure(
            AdminAnswers answers, Admin admin, List<String> names, long share) {
        List<ConfigResource> resources =
                names.stream()
                        .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                        .toList();
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        answers.await(admin.describeConfigs(resources).all())
                .forEach((resource, config) -> {
                    List<AlterConfigOp> operations = new ArrayList<>();
                    wanted(resource.name(), config, share)
                            .forEach((key, value) -> {
                                if (!value.equals(value(config, key))) {
                                    operations.add(
                                            new AlterConfigOp(
                                                    new ConfigEntry(key, value),
                                                    AlterConfigOp.OpType.SET));
                                }
                            });
                    if (!operations.isEmpty()) {
                        changes.put(resource, operations);
                    }
                });
        if (!changes.isEmpty()) {
            answers.await(admin.incrementalAlterConfigs(changes).all());
        }
        return changes.size();
    }

    private static Map<String, String> wanted(String name, Config config, long share) {
        Map<String, String> wanted = new TreeMap<>();
        BiConsumer<String, Long> want = (key, millis) -> wanted.put(key, Long.toString(millis));
        if (value(config, POLICY).contains("compact")) {
            want.accept(LAG, share);
        } else if (name.startsWith(DEAD_LETTERS)) {
            want.accept(RETENTION, Math.min(share, DEAD_LETTERS_MILLIS));
            want.accept(SEGMENT, share);
        } else {
            // What a stage hands to the next is deleted once read, but only whole segments are.
            want.accept(SEGMENT, share);
        }
        return wanted;
    }

    private static String value(Config config, String key) {
        ConfigEntry entry = config.get(key);
        return entry == null || entry.value() == null ? "" : entry.value();
    }

    private static int append(AdminAnswers answers, Collection<TopicDescription> topics) {
        Map<String, Object> settings =
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        answers.kafka().bootstrapServers(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        TRANSACTIONS,
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        PATIENCE_MILLIS);
        int partitions = 0;
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (TopicDescription topic : topics) {
                if (topic.name().startsWith(DEAD_LETTERS)) {
                    // Where all is old, Kafka begins a new segment by itself; and what is there
                    // is counted by offsets.
                    continue;
                }
                for (int i = 0; i < topic.partitions().size(); i++) {
                    producer.send(new ProducerRecord<>(topic.name(), i, KEY, KEY));
                    partitions++;
                }
            }
            producer.flush();
            producer.abortTransaction();
        } catch (org.apache.kafka.common.KafkaException e) {
            throw answers.failure(e);
        }
        return partitions;
    }
}
