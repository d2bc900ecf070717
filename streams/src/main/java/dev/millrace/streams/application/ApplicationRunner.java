package dev.millrace.streams.application;

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
 * Runs one application. A fault that passes costs a thread, which is replaced; any other stops this
 * application alone, and {@link #failure()} says why.
 */
public final class ApplicationRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationRunner.class);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(4);

    private final Application application;
    private final KafkaStreams streams;
    private final ThreadReplacements replacements;
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder threadsReplaced = new LongAdder();
    private final LongAdder restored = new LongAdder();
    private final AtomicReference<String> failure = new AtomicReference<>();

    /**
     * Builds the application; {@link #start()} lets it run.
     *
     * @param instanceName its name in the consumer group, which outlives the process
     * @param rowsPerSecond the most that each of its threads reads; empty for no limit
     */
    public ApplicationRunner(
            Application application,
            ApplicationSettings settings,
            String instanceName,
            Clock clock,
            OptionalInt rowsPerSecond) {
        this.application = application;
        this.replacements = new ThreadReplacements(clock);
        CommitPaces paces = new CommitPaces(settings.commitInterval());
        Properties properties =
                ApplicationProperties.of(application, settings, instanceName, deadLetters, paces);
        rowsPerSecond.ifPresent(rate -> ReadThrottle.limit(properties, rate));
        StreamsBuilder builder =
                new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
        application.topology().accept(builder);
        Topology topology = builder.build(properties);
        this.streams = new KafkaStreams(topology, properties, paces);
        streams.setUncaughtExceptionHandler(this::afterFault);
        streams.setGlobalStateRestoreListener(new RestoredRecords(restored));
        streams.setStateListener((after, before) ->
                LOG.atInfo()
                        .addKeyValue("application", application.name())
                        .addKeyValue("state", after)
                        .log("application changed state"));
    }

    public void start() {
        streams.start();
    }

    public KafkaStreams.State state() {
        return streams.state();
    }

    /** Records that it could not read and has set aside. */
    public long deadLetters() {
        return deadLetters.sum();
    }

    /** Threads that it lost to faults that pass. */
    public long threadsReplaced() {
        return threadsReplaced.sum();
    }

    /** Records that it has read from changelogs to make up its state. */
    public long restored() {
        return restored.sum();
    }

    /** Why the application stopped by itself. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure.get())
                .or(() ->
                        streams.state() == KafkaStreams.State.ERROR
                                ? Optional.of("the application stopped; its log says why")
                                : Optional.empty());
    }

    /** Shows the metrics of the application's clients and threads until the result is closed. */
    public AutoCloseable bindMetrics(MeterRegistry registry, ScheduledExecutorService scheduler) {
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
                    .addKeyValue("application", application.name())
                    .log("application did not stop in time");
        }
    }

    /** Removes the state that this process keeps; only after {@link #close()}. */
    public void forgetState() {
        streams.cleanUp();
    }

    private StreamThreadExceptionResponse afterFault(Throwable error) {
        if (replacements.allowsAfter(error)) {
            threadsReplaced.increment();
            LOG.atWarn()
                    .addKeyValue("application", application.name())
                    .setCause(error)
                    .log("application lost a thread, which is replaced");
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        failure.compareAndSet(null, reasonOf(error));
        LOG.atError()
                .addKeyValue("application", application.name())
                .setCause(error)
                .log("application stops");
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
