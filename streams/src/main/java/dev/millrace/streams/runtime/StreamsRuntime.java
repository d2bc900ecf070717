package dev.millrace.streams.runtime;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.application.StateFolder;
import dev.millrace.streams.deadletter.DeadLetterSender;
import dev.millrace.streams.freshness.FreshnessWatch;
import dev.millrace.streams.freshness.LookPace;
import dev.millrace.streams.freshness.StoreFreshness;
import dev.millrace.streams.latency.LatencySummary;
import dev.millrace.streams.latency.LatencyWindow;
import dev.millrace.streams.progress.DrainMonitor;
import dev.millrace.streams.progress.KafkaOffsets;
import dev.millrace.streams.progress.StageLag;
import dev.millrace.streams.progress.StorePipeline;
import dev.millrace.streams.state.StateMemory;
import dev.millrace.streams.writer.KnownProgress;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All stores of this process: an application and a table writer each, started and stopped together,
 * failing apart.
 */
public final class StreamsRuntime implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsRuntime.class);

    private final StoreFleet fleet;

    /** Whatever has to be closed, the fleet among it, in this order. */
    private final List<AutoCloseable> opened;

    private final DrainMonitor monitor;
    private final StoreFreshness.Reader freshness;

    private StreamsRuntime(
            StoreFleet fleet,
            List<AutoCloseable> opened,
            DrainMonitor monitor,
            StoreFreshness.Reader freshness) {
        this.fleet = fleet;
        this.opened = opened;
        this.monitor = monitor;
        this.freshness = freshness;
    }

    /**
     * Starts the stores of this release that the settings name.
     *
     * @param writer the database, seen by the role that writes the derived tables
     * @throws PipelineException when Kafka or the database cannot be reached or the state folder
     *     cannot be used; nothing is left running then
     */
    public static StreamsRuntime start(StreamsSettings settings, DatabaseSettings writer) {
        return startWithIndexes(settings, writer, List.of());
    }

    /**
     * As {@link #start(StreamsSettings, DatabaseSettings)}; the watch over freshness watches over
     * search indexes, too.
     *
     * @param indexes those that some process fills
     */
    public static StreamsRuntime startWithIndexes(
            StreamsSettings settings, DatabaseSettings writer, List<StorePipeline> indexes) {
        return start(settings, writer, running(settings), StoreApplications.all(), indexes);
    }

    private static List<StoreApplication> running(StreamsSettings settings) {
        return StoreApplications.all().stream()
                .filter(application -> settings.runs(application.store()))
                .toList();
    }

    /**
     * Starts these stores, as if there were no others; otherwise as {@link #start(StreamsSettings,
     * DatabaseSettings)}.
     */
    public static StreamsRuntime start(
            StreamsSettings settings,
            DatabaseSettings writer,
            List<StoreApplication> applications) {
        return start(settings, writer, applications, applications, List.of());
    }

    /**
     * Starts stores.
     *
     * @param known all that there are, in whatever process: the watch over freshness has to know
     *     what follows from what
     * @param indexes search indexes that the watch has to know as well
     */
    private static StreamsRuntime start(
            StreamsSettings settings,
            DatabaseSettings writer,
            List<StoreApplication> applications,
            List<StoreApplication> known,
            List<StorePipeline> indexes) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            return open(settings, writer, applications, known, indexes, opened);
        } catch (RuntimeException e) {
            opened.forEach(StreamsRuntime::closeQuietly);
            throw e;
        }
    }

    private static StreamsRuntime open(
            StreamsSettings settings,
            DatabaseSettings writer,
            List<StoreApplication> applications,
            List<StoreApplication> known,
            List<StorePipeline> indexes,
            Deque<AutoCloseable> opened) {
        Clock clock = Clock.systemUTC();
        TopicCreation.createMissing(settings.kafka(), Topics.all());
        StateFolder stateFolder = StateFolder.open(settings.stateFolder());
        opened.push(stateFolder);
        String instanceName = stateFolder.instanceName();
        StateMemory.limit(settings.stateCacheBytes(), settings.stateWriteBufferBytes());
        HikariDataSource database = WriterPool.open(writer, settings.writerConnections());
        opened.push(database);
        DeadLetterSender deadLetters = new DeadLetterSender(settings.kafka());
        opened.push(deadLetters);

        KafkaOffsets offsets = new KafkaOffsets(settings.kafka(), "millrace-writers");
        opened.push(offsets);

        RunningApplications running = new RunningApplications(applications);
        DrainMonitor monitor = new DrainMonitor(settings.kafka(), database, running);
        opened.push(monitor);
        LookPace pace = new LookPace();
        FreshnessWatch freshness =
                FreshnessWatch.start(
                        settings.kafka(),
                        writer,
                        new RunningApplications(known).and(indexes),
                        pace);
        opened.push(freshness);
        StoreFleet fleet =
                new StoreFleet(
                        applications,
                        new StoreUnit.Surroundings(
                                settings,
                                instanceName,
                                database,
                                deadLetters,
                                clock,
                                new KnownProgress(database, offsets, pace)));
        opened.push(fleet);
        fleet.start();
        LOG.atInfo().addKeyValue("stores", applications.size()).log("streams started");
        return new StreamsRuntime(
                fleet, List.copyOf(opened), monitor, new StoreFreshness.Reader(database));
    }

    /**
     * Every store as it stands, a version beside a live one after it; cheap enough for once a
     * second.
     */
    public List<StoreStatus> status() {
        return statusWith(lag(), freshness());
    }

    /** As {@link #status()} without lag and freshness, which need the servers: never blocks. */
    public List<StoreStatus> statusWithoutLag() {
        return statusWith(Map.of(), Map.of());
    }

    private List<StoreStatus> statusWith(
            Map<DerivedStore, StageLag> lag, Map<String, StoreFreshness> asOf) {
        return fleet.units().stream()
                .map(unit ->
                        unit.status(
                                Optional.ofNullable(lag.get(unit.store())),
                                Optional.ofNullable(asOf.get(unit.store().name()))))
                .toList();
    }

    /** Shows the metrics of Kafka's own clients in the registry, until this is closed. */
    public void bindMetrics(MeterRegistry registry) {
        fleet.bindMetrics(registry);
    }

    /** Latency from commit to readable row, all stores together. */
    public LatencySummary latency() {
        return LatencyWindow.summaryOf(
                fleet.units().stream()
                        .filter(unit -> !unit.store().isShadow())
                        .map(StoreUnit::latency)
                        .toList());
    }

    /**
     * Waits until everything that ingest has published is in the derived tables. What a table
     * writer writes back to captured tables is new input to ingest: ask again after that.
     *
     * @return false when the patience ended before, or at once when a store has stopped
     * @throws PipelineException {@code SERVER_UNREACHABLE} when Kafka or the database does not
     *     answer
     */
    public boolean awaitDrained(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (fleet.units().stream()
                .noneMatch(unit -> !unit.store().isShadow() && unit.isStopped())) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative() || Thread.currentThread().isInterrupted()) {
                return false;
            }
            // In pieces, so that a store that stops meanwhile is noticed.
            Duration piece = Duration.ofSeconds(1);
            if (monitor.awaitDrained(left.compareTo(piece) < 0 ? left : piece)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Stops everything within 5 seconds; what was not committed is done again by the next start.
     */
    @Override
    public void close() {
        opened.forEach(StreamsRuntime::closeQuietly);
        LOG.atInfo().log("streams stopped");
    }

    private Map<DerivedStore, StageLag> lag() {
        try {
            return monitor.lag();
        } catch (PipelineException e) {
            LOG.atDebug().setCause(e).log("lag is not known");
            return Map.of();
        }
    }

    private Map<String, StoreFreshness> freshness() {
        try {
            return freshness.read();
        } catch (SQLException e) {
            LOG.atDebug().setCause(e).log("freshness is not known");
            return Map.of();
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("a part did not close cleanly");
        }
    }
}
