package dev.millrace.streams.runtime;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.settings.KafkaSettings;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.application.ApplicationRunner;
import dev.millrace.streams.deadletter.DeadLetterSender;
import dev.millrace.streams.freshness.StoreFreshness;
import dev.millrace.streams.latency.LatencyWindow;
import dev.millrace.streams.progress.StageLag;
import dev.millrace.streams.writer.TableWriter;
import dev.millrace.streams.writer.TopicProgress;
import dev.millrace.streams.writer.WriterConsumer;
import dev.millrace.streams.writer.WriterState;
import dev.millrace.streams.writer.WriterStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One version of a store in this process: an application and a table writer, each of which can stop
 * and start while the other goes on.
 */
final class StoreUnit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreUnit.class);

    private final Surroundings around;
    private final StoreApplication application;
    private final OptionalInt rowsPerSecond;
    private final LatencyWindow noLatency;

    // Changed by the one thread that runs the fleet, seen by those that ask how things stand.
    private volatile @Nullable ApplicationRunner runner;
    private volatile @Nullable TableWriter writer;
    private volatile @Nullable String refusal;
    private @Nullable AutoCloseable metrics;

    /** What all units of the process share. */
    record Surroundings(
            StreamsSettings settings,
            String instanceName,
            DataSource database,
            DeadLetterSender deadLetters,
            Clock clock,
            TopicProgress topics) {}

    /**
     * Makes a unit of which nothing runs yet.
     *
     * @param rowsPerSecond the most that the application reads; empty for no limit
     */
    StoreUnit(Surroundings around, StoreApplication application, OptionalInt rowsPerSecond) {
        this.around = around;
        this.application = application;
        this.rowsPerSecond = rowsPerSecond;
        this.noLatency = new LatencyWindow(around.clock(), around.settings().latencyWindow());
    }

    StoreApplication application() {
        return application;
    }

    DerivedStore store() {
        return application.store();
    }

    /** Says for good why this application must not start on the state that is there. */
    void refuse(String reason) {
        refusal = reason;
        LOG.atError()
                .addKeyValue("store", store().name())
                .addKeyValue("reason", reason)
                .log("store application is not started");
    }

    /** Makes the topics of a version beside the live one. */
    void createTopics(int partitions) {
        KafkaSettings kafka = around.settings().kafka();
        TopicCreation.createMissing(
                new KafkaSettings(kafka.bootstrapServers(), partitions, kafka.replicationFactor()),
                List.of(Topics.derived(store()), Topics.deadLetters(store().name())));
    }

    boolean needsStart() {
        return runner == null && refusal == null;
    }

    /** Starts the application, unless it runs, has failed or is refused. */
    void startApplication() {
        if (needsStart()) {
            ApplicationRunner started =
                    new ApplicationRunner(
                            application.asRun(),
                            around.settings().applications(),
                            around.instanceName(),
                            around.clock(),
                            rowsPerSecond);
            runner = started;
            started.start();
        }
    }

    void stopApplication() {
        ApplicationRunner running = runner;
        if (running != null) {
            runner = null;
            unbindMetrics();
            running.close();
        }
    }

    /** Stops the application and removes the state that this process keeps of it. */
    void stopForGood() {
        ApplicationRunner running = runner;
        stopApplication();
        stopWriter();
        if (running != null) {
            running.forgetState();
        }
    }

    void startWriter() {
        if (writer == null) {
            TableWriter started =
                    new TableWriter(
                            store(),
                            application.processor(),
                            WriterConsumer.of(
                                    around.settings().kafka(), store(), around.instanceName()),
                            around.database(),
                            around.deadLetters(),
                            around.clock(),
                            around.settings().latencyWindow(),
                            around.topics());
            writer = started;
            started.start();
        }
    }

    void stopWriter() {
        TableWriter running = writer;
        if (running != null) {
            writer = null;
            running.close();
        }
    }

    /** Shows the metrics of Kafka's clients, once for each start. */
    void bindMetrics(MeterRegistry registry, ScheduledExecutorService scheduler) {
        ApplicationRunner running = runner;
        if (running != null && metrics == null) {
            metrics = running.bindMetrics(registry, scheduler);
        }
    }

    void unbindMetrics() {
        AutoCloseable bound = metrics;
        if (bound != null) {
            metrics = null;
            try {
                bound.close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("metrics did not close cleanly");
            }
        }
    }

    LatencyWindow latency() {
        TableWriter running = writer;
        return running == null ? noLatency : running.latency();
    }

    /** Whether a part of it has stopped by itself, or was never let start. */
    boolean isStopped() {
        ApplicationRunner running = runner;
        TableWriter writing = writer;
        return refusal != null
                || (running != null && running.failure().isPresent())
                || (writing != null && writing.status().state() == WriterState.FAILED);
    }

    StoreStatus status(Optional<StageLag> lag, Optional<StoreFreshness> freshness) {
        ApplicationRunner running = runner;
        TableWriter writing = writer;
        WriterStatus written = writing == null ? WriterStatus.stopped() : writing.status();
        return new StoreStatus(
                store(),
                running == null ? KafkaStreams.State.NOT_RUNNING : running.state(),
                running == null ? 0 : running.deadLetters(),
                running == null ? 0 : running.threadsReplaced(),
                running == null ? 0 : running.restored(),
                written,
                lag,
                freshness,
                Optional.ofNullable(refusal)
                        .or(() -> running == null ? Optional.empty() : running.failure())
                        .or(written::failure));
    }

    @Override
    public void close() {
        stopApplication();
        stopWriter();
    }
}
