package dev.millrace.streams.runtime;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.deadletter.DeadLetterSender;
import dev.millrace.streams.freshness.FreshnessWatch;
import dev.millrace.streams.freshness.StoreFreshness;
import dev.millrace.streams.latency.LatencySummary;
import dev.millrace.streams.latency.LatencyWindow;
import dev.millrace.streams.progress.DrainMonitor;
import dev.millrace.streams.progress.StageLag;
import dev.millrace.streams.writer.TableWriter;
import dev.millrace.streams.writer.WriterConsumer;
import dev.millrace.streams.writer.WriterState;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All stores of this process: an application and a table writer each, started and stopped together,
 * failing apart.
 */
public final class StreamsRuntime implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamsRuntime.class);

    private final List<Store> stores;
    private final List<AutoCloseable> shared;
    private final DrainMonitor monitor;
    private final StoreFreshness.Reader freshness;
    private final List<AutoCloseable> bound = new ArrayList<>();

    private record Store(StoreApplication application, StoreRunner runner, TableWriter writer) {

        Optional<String> failure() {
            return runner.failure().or(() -> writer.status().failure());
        }

        boolean isStopped() {
            return runner.failure().isPresent() || writer.status().state() == WriterState.FAILED;
        }
    }

    private StreamsRuntime(
            List<Store> stores,
            List<AutoCloseable> shared,
            DrainMonitor monitor,
            StoreFreshness.Reader freshness) {
        this.stores = stores;
        this.shared = shared;
        this.monitor = monitor;
        this.freshness = freshness;
    }

    /**
     * Starts every store of this release.
     *
     * @param writer the database, seen by the role that writes the derived tables
     * @throws PipelineException when Kafka or the database cannot be reached or the state folder
     *     cannot be used; nothing is left running then
     */
    public static StreamsRuntime start(StreamsSettings settings, DatabaseSettings writer) {
        return start(settings, writer, StoreApplications.all());
    }

    /** Starts these stores only; otherwise as {@link #start(StreamsSettings, DatabaseSettings)}. */
    public static StreamsRuntime start(
            StreamsSettings settings,
            DatabaseSettings writer,
            List<StoreApplication> applications) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            return open(settings, writer, applications, opened);
        } catch (RuntimeException e) {
            closeQuietly(opened);
            throw e;
        }
    }

    private static StreamsRuntime open(
            StreamsSettings settings,
            DatabaseSettings writer,
            List<StoreApplication> applications,
            Deque<AutoCloseable> opened) {
        Clock clock = Clock.systemUTC();
        TopicCreation.createMissing(settings.kafka(), Topics.all());
        StateFolder stateFolder = StateFolder.open(settings.stateFolder());
        opened.push(stateFolder);
        String instanceName = stateFolder.instanceName();
        StateMemory.limit(settings);
        HikariDataSource database = WriterPool.open(writer, settings.writerConnections());
        opened.push(database);
        DeadLetterSender deadLetters = new DeadLetterSender(settings.kafka());
        opened.push(deadLetters);

        List<Store> stores = new ArrayList<>();
        for (StoreApplication application : applications) {
            StoreRunner runner = new StoreRunner(application, settings, instanceName, clock);
            opened.push(runner);
            TableWriter tableWriter =
                    new TableWriter(
                            application.store(),
                            application.processor(),
                            WriterConsumer.of(settings.kafka(), application.store(), instanceName),
                            database,
                            deadLetters,
                            clock,
                            settings.latencyWindow());
            opened.push(tableWriter);
            stores.add(new Store(application, runner, tableWriter));
        }
        DrainMonitor monitor =
                new DrainMonitor(
                        settings.kafka(),
                        database,
                        applications.stream().map(StoreApplication::pipeline).toList());
        opened.push(monitor);
        FreshnessWatch freshness =
                FreshnessWatch.start(
                        settings.kafka(),
                        writer,
                        applications.stream().map(StoreApplication::pipeline).toList());
        opened.push(freshness);
        startAll(stores);
        LOG.atInfo().addKeyValue("stores", stores.size()).log("streams started");
        return new StreamsRuntime(
                stores,
                List.of(freshness, monitor, deadLetters, database, stateFolder),
                monitor,
                new StoreFreshness.Reader(database));
    }

    /** At once, because each application opens its state before it returns. */
    private static void startAll(List<Store> stores) {
        List<CompletableFuture<Void>> starts =
                stores.stream()
                        .map(store ->
                                CompletableFuture.runAsync(
                                        store.runner()::start,
                                        start -> Thread.ofVirtual().start(start)))
                        .toList();
        stores.forEach(store -> store.writer().start());
        try {
            starts.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }

    /** Every store as it stands; cheap enough for once a second. */
    public List<StoreStatus> status() {
        return statusWith(lag(), freshness());
    }

    /** As {@link #status()} without lag and freshness, which need the servers: never blocks. */
    public List<StoreStatus> statusWithoutLag() {
        return statusWith(Map.of(), Map.of());
    }

    private List<StoreStatus> statusWith(
            Map<DerivedStore, StageLag> lag, Map<String, StoreFreshness> asOf) {
        return stores.stream()
                .map(store ->
                        new StoreStatus(
                                store.application().store(),
                                store.runner().state(),
                                store.runner().deadLetters(),
                                store.runner().threadsReplaced(),
                                store.writer().status(),
                                Optional.ofNullable(lag.get(store.application().store())),
                                Optional.ofNullable(asOf.get(store.application().store().name())),
                                store.failure()))
                .toList();
    }

    /** Shows the metrics of Kafka's own clients in the registry, until this is closed. */
    public void bindMetrics(MeterRegistry registry) {
        // Clients get new metrics as they go on, which the binders look for once a minute.
        ScheduledExecutorService scheduler =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("client-metrics").factory());
        stores.forEach(store -> bound.add(store.runner().bindMetrics(registry, scheduler)));
        bound.add(scheduler::shutdownNow);
    }

    /** Latency from commit to readable row, all stores together. */
    public LatencySummary latency() {
        return LatencyWindow.summaryOf(
                stores.stream().map(store -> store.writer().latency()).toList());
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
        while (stores.stream().noneMatch(Store::isStopped)) {
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
        bound.forEach(StreamsRuntime::closeQuietly);
        List<Thread> stopping =
                stores.stream()
                        .flatMap(store -> Stream.of(store.runner(), store.writer()))
                        .map(part -> Thread.ofVirtual().start(() -> closeQuietly(part)))
                        .toList();
        for (Thread thread : stopping) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        shared.forEach(StreamsRuntime::closeQuietly);
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

    private static void closeQuietly(Deque<AutoCloseable> opened) {
        opened.forEach(StreamsRuntime::closeQuietly);
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("a part did not close cleanly");
        }
    }
}
