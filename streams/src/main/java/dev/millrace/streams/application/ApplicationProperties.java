package dev.millrace.streams.application;

import dev.millrace.streams.deadletter.UnreadableRecords;
import dev.millrace.streams.state.StateMemory;
import dev.millrace.streams.state.ThreadTransactions;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/** What each application tells Kafka Streams. */
final class ApplicationProperties {

    // How often an idle application looks at its alarms; records wake it at once.
    private static final int POLL_MILLIS = 100;

    // The pace of a thread asks for commits earlier. This one comes when it has worked for so long
    // without a look at what there is to read, or read nothing but markers of transactions.
    private static final int COMMIT_MILLIS_MAX = 1_000;

    // Changelogs keep deletes for a day, as brokers do by default.
    private static final long STATE_AGE_MILLIS_MAX = Duration.ofHours(20).toMillis();

    // The shortest that brokers allow by default is 6 s.
    private static final int SESSION_MILLIS = 10_000;
    private static final int HEARTBEAT_MILLIS = 3_000;

    // Some thirty applications share one process: buffers are a few megabytes each at most.
    private static final int FETCH_BYTES = 8 << 20;
    private static final int PRODUCER_BYTES = 8 << 20;
    private static final int RECORD_BYTES_MAX = 8 << 20;
    // One request at a time is under way: small batches would make a backlog wait for each.
    private static final int BATCH_BYTES = 64 << 10;

    private ApplicationProperties() {}

    static Properties of(
            Application application,
            ApplicationSettings settings,
            String instanceName,
            LongAdder deadLetters,
            CommitPaces paces) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, application.id());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.kafka().bootstrapServers());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateFolder().toString());
        properties.put(
                StreamsConfig.REPLICATION_FACTOR_CONFIG,
                (int) settings.kafka().replicationFactor());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                Math.max(COMMIT_MILLIS_MAX, settings.commitInterval().toMillis()));
        properties.put(StreamsConfig.PROCESSOR_WRAPPER_CLASS_CONFIG, WorkWatch.class.getName());
        properties.put(WorkWatch.PACES, paces);
        properties.put(ThreadTransactions.PROPERTY, paces);
        // State that was left for longer may lack deletes that its changelog has forgotten since.
        properties.put(StreamsConfig.STATE_CLEANUP_DIR_MAX_AGE_MS_CONFIG, STATE_AGE_MILLIS_MAX);
        properties.put(StreamsConfig.POLL_MS_CONFIG, POLL_MILLIS);
        // No topology relies on the order in which its topics arrive, so no record has to wait
        // until
        // every other topic has been looked at.
        properties.put(
                StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, settings.cacheBytes());
        properties.put(
                StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, StateMemory.class.getName());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        // The streams protocol has no standbys and no warm-up before 4.4.
        properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        failures(properties, application, deadLetters);
        clients(properties, instanceName);
        return properties;
    }

    private static void failures(
            Properties properties, Application application, LongAdder deadLetters) {
        properties.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                UnreadableRecords.class.getName());
        properties.put(UnreadableRecords.CONSUMER, application.deadLetters());
        properties.put(UnreadableRecords.COUNTER, deadLetters);
        properties.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndFailProcessingExceptionHandler.class.getName());
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
        properties.put(
                StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
                DefaultProductionExceptionHandler.class.getName());
    }

    // The producers linger as long as Kafka Streams lets them: nothing they send can be read before
    // the commit, which sends what is waiting.
    private static void clients(Properties properties, String instanceName) {
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG),
                instanceName);
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
                SESSION_MILLIS);
        properties.put(
                StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
                HEARTBEAT_MILLIS);
        properties.put(
                StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH_BYTES);
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.BUFFER_MEMORY_CONFIG), PRODUCER_BYTES);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
                RECORD_BYTES_MAX);
        // The first batch of a partition in a transaction may have to wait for the markers of the
        // one before it. Batches sent after it would all be refused as out of order, each refusal
        // an error in the broker's log and a retry: so one at a time, and asked again soon.
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION),
                1);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 10);
    }
}
