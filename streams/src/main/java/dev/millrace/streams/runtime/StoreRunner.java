package dev.millrace.streams.runtime;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one store application. A fault that passes costs a thread, which is replaced; any other
 * stops this store alone, and {@link #failure()} says why.
 */
final class StoreRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreRunner.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(4);

    private final StoreApplication application;
    private final KafkaStreams streams;
    private final ThreadReplacements replacements;
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder threadsReplaced = new LongAdder();
    private final AtomicReference<String> failure = new AtomicReference<>();

    StoreRunner(
            StoreApplication application,
            StreamsSettings settings,
            String instanceName,
            Clock clock,
            OptionalInt rowsPerSecond) {
        this.application = application;
        this.replacements = new ThreadReplacements(clock);
        Properties properties =
                ApplicationProperties.of(application, settings, instanceName, deadLetters);
        rowsPerSecond.ifPresent(rate -> ReadThrottle.limit(properties, rate));
        StreamsBuilder builder =
                new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
        application.buildInto(builder);
        Topology topology = builder.build(properties);
        this.streams = new KafkaStreams(topology, properties);
        streams.setUncaughtExceptionHandler(this::afterFault);
        streams.setStateListener((after, before) ->
                LOG.atInfo()
                        .addKeyValue("store", application.store().name())
                        .addKeyValue("state", after)
                        .log("store application changed state"));
    }

    void start() {
        streams.start();
    }

    KafkaStreams.State state() {
        return streams.state();
    }

    long deadLetters() {
        return deadLetters.sum();
    }

    long threadsReplaced() {
        return threadsReplaced.sum();
    }

    /** Why the application stopped by itself. */
    Optional<String> failure() {
        return Optional.ofNullable(failure.get())
                .or(() ->
                        streams.state() == KafkaStreams.State.ERROR
                                ? Optional.of("the application stopped; its log says why")
                                : Optional.empty());
    }

    /** Shows the metrics of the application's clients and threads until the result is closed. */
    AutoCloseable bindMetrics(MeterRegistry registry, ScheduledExecutorService scheduler) {
        KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams, List.of(), scheduler);
        metrics.bindTo(registry);
        return metrics;
    }

    /** Leaves the group, so that another instance takes over at once. */
    @Override
    public void close() {
        boolean closed =
                streams.close(
                        CloseOptions.timeout(CLOSE_PATIENCE)
                                .withGroupMembershipOperation(
                                        GroupMembershipOperation.LEAVE_GROUP));
        if (!closed) {
            LOG.atWarn()
                    .addKeyValue("store", application.store().name())
                    .log("store application did not stop in time");
        }
    }

    /** Removes the state that this process keeps; only after {@link #close()}. */
    void forgetState() {
        streams.cleanUp();
    }

    private StreamThreadExceptionResponse afterFault(Throwable error) {
        if (replacements.allowsAfter(error)) {
            threadsReplaced.increment();
            LOG.atWarn()
                    .addKeyValue("store", application.store().name())
                    .setCause(error)
                    .log("store application lost a thread, which is replaced");
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        failure.compareAndSet(null, reasonOf(error));
        LOG.atError()
                .addKeyValue("store", application.store().name())
                .setCause(error)
                .log("store application stops");
        return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }

    private static String reasonOf(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String where =
                error.getMessage() == null ? "" : error.getMessage().lines().findFirst().orElse("");
        return root == error ? root.toString() : root + " (" + where + ")";
    }
}
