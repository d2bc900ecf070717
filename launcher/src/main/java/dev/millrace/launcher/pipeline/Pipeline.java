package dev.millrace.launcher.pipeline;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.batch.schedule.JobScheduler;
import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.DevStackException;
import dev.millrace.ingest.Ingest;
import dev.millrace.ingest.IngestStatus;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.launcher.settings.MillraceSettings.Servers;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.migration.Bootstrap;
import dev.millrace.schema.migration.Migrations;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.runtime.SearchRuntime;
import dev.millrace.streams.latency.LatencySummary;
import dev.millrace.streams.metrics.StoreWatch;
import dev.millrace.streams.progress.StageLag;
import dev.millrace.streams.runtime.StreamsRuntime;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The whole pipeline in one process: servers, schema, ingest, stores, indexes. Opened step by step,
 * closed in reverse; a step that fails closes what the steps before it opened.
 */
public final class Pipeline implements AutoCloseable {

    private final MillraceSettings settings;
    private final Connections connections;
    private final PartSettings parts;
    private final EmbeddedServers servers;
    private final MeterRegistry meters;
    // Seen by the threads that answer for the health of the process.
    private volatile @Nullable Ingest ingest;
    private volatile @Nullable StreamsRuntime streams;
    private volatile @Nullable StoreWatch storeWatch;
    private volatile @Nullable SearchRuntime indexes;
    private volatile @Nullable JobScheduler batch;
    private @Nullable HikariDataSource ownerPool;
    private final LazyDrainMonitor monitor;

    private Pipeline(
            MillraceSettings settings,
            Connections connections,
            EmbeddedServers servers,
            MeterRegistry meters) {
        this.settings = settings;
        this.connections = connections;
        this.parts = new PartSettings(settings, connections);
        this.servers = servers;
        this.meters = meters;
        this.monitor = new LazyDrainMonitor(connections);
    }

    /**
     * Starts the embedded servers where the settings name no others, and brings roles, database,
     * schema and topics up to date.
     *
     * @param progress told in a few words what is being done
     * @throws PipelineException or {@link dev.millrace.devstack.DevStackException} saying what is
     *     wrong; nothing is left running
     */
    public static Pipeline open(MillraceSettings settings, Consumer<String> progress) {
        return open(settings, progress, new CompositeMeterRegistry());
    }

    /** As {@link #open(MillraceSettings, Consumer)}, with meters in this registry. */
    public static Pipeline open(
            MillraceSettings settings, Consumer<String> progress, MeterRegistry meters) {
        Pipeline pipeline =
                switch (settings.servers()) {
                    case Servers.Own own ->
                            new Pipeline(
                                    settings,
                                    Connections.toOwn(own, settings),
                                    EmbeddedServers.none(),
                                    meters);
                    case Servers.Embedded embedded ->
                            onEmbedded(settings, embedded, progress, meters);
                };
        try {
            progress.accept("schema and topics");
            pipeline.prepare();
            return pipeline;
        } catch (RuntimeException e) {
            RuntimeException explained = pipeline.servers.explained(e);
            pipeline.close();
            throw explained;
        }
    }

    private static Pipeline onEmbedded(
            MillraceSettings settings,
            Servers.Embedded embedded,
            Consumer<String> progress,
            MeterRegistry meters) {
        EmbeddedServers servers = EmbeddedServers.start(settings, embedded, progress);
        try {
            return new Pipeline(
                    settings,
                    Connections.toEmbedded(servers.devStack().orElseThrow(), settings),
                    servers,
                    meters);
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    private void prepare() {
        connections
                .admin()
                .ifPresent(admin ->
                        Bootstrap.run(
                                admin,
                                connections.database(),
                                connections.passwords().entrySet().stream()
                                        .collect(
                                                Collectors.toMap(
                                                        e -> e.getKey().roleName(),
                                                        Map.Entry::getValue))));
        Migrations.migrate(connections.as(Role.OWNER));
        TopicCreation.createMissing(connections.kafka(), Topics.all());
        if (connections.search().isPresent()) {
            TopicCreation.createMissing(connections.kafka(), Topics.search());
        }
    }

    /**
     * Uses servers that already run, and whose schema and topics are up to date.
     *
     * @return empty when the settings ask for embedded servers and none run in the folder
     */
    public static Optional<Pipeline> attach(MillraceSettings settings) {
        return attach(settings, new CompositeMeterRegistry());
    }

    /** As {@link #attach(MillraceSettings)}, with meters in this registry. */
    public static Optional<Pipeline> attach(MillraceSettings settings, MeterRegistry meters) {
        return Connections.toRunning(settings)
                .map(connections ->
                        new Pipeline(settings, connections, EmbeddedServers.none(), meters));
    }

    /**
     * Uses the pipeline that runs in the folder, or on servers of one's own; where nothing runs in
     * the folder, starts everything.
     *
     * @param progress told in a few words what is being started
     */
    public static Pipeline attachOrStart(MillraceSettings settings, Consumer<String> progress) {
        return attach(settings).orElseGet(() -> started(settings, progress));
    }

    private static Pipeline started(MillraceSettings settings, Consumer<String> progress) {
        Pipeline pipeline = open(settings, what -> progress.accept("starting " + what));
        try {
            pipeline.start();
            return pipeline;
        } catch (RuntimeException e) {
            pipeline.close();
            throw e;
        }
    }

    /**
     * Starts ingest, stores and indexes beside each other: while the stores open their state, what
     * was committed when nobody read comes into the topics.
     *
     * @throws PipelineException when something is in the way; parts that have started go on until
     *     this is closed
     */
    public void start() {
        CompletableFuture<Void> reading =
                CompletableFuture.runAsync(
                        this::startIngest,
                        start -> Thread.ofPlatform().name("start-ingest").start(start));
        try {
            startStreams();
            startSearch();
        } finally {
            awaitEnd(reading);
        }
        try {
            reading.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }

    /** However it ends; whoever closes this must not meet a part that still starts. */
    private static void awaitEnd(CompletableFuture<Void> part) {
        part.handle((done, failure) -> done).join();
    }

    /**
     * Starts reading the log; the snapshot or the stream goes on in the background.
     *
     * @throws PipelineException when something is in the way; the kind says what
     */
    public void startIngest() {
        try {
            ingest = Ingest.start(parts.ingest(), settings.captureThresholds(), meters);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PipelineException(ErrorKind.TIMED_OUT, "interrupted before ingest began", e);
        }
    }

    /** Starts the stores and their writers. */
    public void startStreams() {
        StreamsRuntime stores =
                StreamsRuntime.startWithIndexes(
                        parts.streams(), connections.as(Role.WRITER), parts.indexPipelines());
        streams = stores;
        stores.bindMetrics(meters);
        storeWatch = StoreWatch.start(stores, meters);
    }

    /**
     * Starts the search indexes and their writers; no effect when search is switched off.
     *
     * @throws PipelineException when Kafka or the state folder cannot be used
     */
    public void startSearch() {
        connections
                .search()
                .ifPresent(search ->
                        indexes =
                                SearchRuntime.start(
                                        parts.indexer(search),
                                        connections.as(Role.WRITER),
                                        meters));
    }

    /**
     * Starts our search server again if it has ended by itself; the indexes go on where they were.
     *
     * @return why it had ended; empty when it lives, or is not ours
     * @throws DevStackException when it does not start again
     */
    public Optional<DevStackException> reviveSearchServer() {
        return servers.reviveSearchServer();
    }

    /** Starts running batch jobs when they are due. */
    public void startBatch() {
        batch = BatchRole.start(settings, connections, meters);
    }

    /**
     * Throws what stopped a part for good, if anything did. A store that stopped alone is not that:
     * the others go on and its stage says why.
     *
     * @throws PipelineException or {@link dev.millrace.devstack.DevStackException}: the failure
     */
    public void failIfBroken() {
        failIfServersDied();
        Optional<PipelineException> failure = ingestFailure();
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    /** Throws why one of our own servers died, if one did: nothing can go on then. */
    public void failIfServersDied() {
        servers.failIfDied();
    }

    /** Why ingest stopped for good; empty while it runs, or begins again. */
    public Optional<PipelineException> ingestFailure() {
        return ingest().map(Ingest::status)
                .filter(status -> status.phase() == IngestStatus.Phase.FAILED)
                .map(status ->
                        status.failure()
                                .orElseGet(() ->
                                        new PipelineException(
                                                ErrorKind.TRANSIENT, "ingest has stopped")));
    }

    /**
     * Does the work; when it fails because a server of ours did, it is that failure which is
     * thrown.
     */
    public <T> T explaining(Supplier<T> work) {
        return servers.explaining(work);
    }

    /** Latency from commit to readable row, all stores together; zeros when none run here. */
    public LatencySummary latency() {
        StreamsRuntime stores = streams;
        return stores == null
                ? new LatencySummary(0, Duration.ZERO, Duration.ZERO, Duration.ZERO)
                : stores.latency();
    }

    /**
     * Waits until everything that ingest has published is in the derived tables; works for a
     * pipeline that runs in another process, too.
     *
     * @return false when the patience ended before, or at once when a store has stopped
     */
    public boolean awaitDrained(Duration patience) {
        StreamsRuntime stores = streams;
        return stores == null
                ? monitor.get().awaitDrained(patience)
                : stores.awaitDrained(patience);
    }

    /** How far each store is behind; a store that has never run is absent. */
    public Map<DerivedStore, StageLag> lag() {
        return monitor.get().lag();
    }

    /** A few connections as the owner, for what the screen and the checks read. */
    public DataSource ownerPool() {
        if (ownerPool == null) {
            ownerPool = OwnerPool.open(connections.as(Role.OWNER), true);
        }
        return ownerPool;
    }

    public MillraceSettings settings() {
        return settings;
    }

    public Connections connections() {
        return connections;
    }

    public Optional<Ingest> ingest() {
        return Optional.ofNullable(ingest);
    }

    public Optional<StreamsRuntime> streams() {
        return Optional.ofNullable(streams);
    }

    /** The stores as they were seen last; empty when none run here. */
    public Optional<StoreWatch> storeWatch() {
        return Optional.ofNullable(storeWatch);
    }

    /** The indexes that this process fills; empty when it fills none. */
    public Optional<SearchRuntime> indexes() {
        return Optional.ofNullable(indexes);
    }

    /** What runs batch jobs when they are due; empty when nothing here does. */
    public Optional<JobScheduler> batch() {
        return Optional.ofNullable(batch);
    }

    public Optional<DevStack> devStack() {
        return servers.devStack();
    }

    @Override
    public void close() {
        // Reverse order: nothing may write into something that is gone.
        try (servers;
                Ingest reader = ingest;
                StreamsRuntime stores = streams;
                StoreWatch looks = storeWatch;
                SearchRuntime documents = indexes;
                HikariDataSource pool = ownerPool;
                LazyDrainMonitor watch = monitor;
                JobScheduler jobs = batch) {
            batch = null;
            ingest = null;
            streams = null;
            storeWatch = null;
            indexes = null;
            ownerPool = null;
        }
    }
}
