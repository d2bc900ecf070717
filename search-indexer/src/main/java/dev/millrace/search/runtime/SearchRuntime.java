package dev.millrace.search.runtime;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import dev.millrace.schema.topics.TopicCreation;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.connection.SearchConnection;
import dev.millrace.streams.application.StateFolder;
import dev.millrace.streams.deadletter.DeadLetterSender;
import dev.millrace.streams.state.StateMemory;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All indexes of this process: an application and a writer each, started and stopped together,
 * failing apart. The search server need not answer when it starts.
 */
public final class SearchRuntime implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SearchRuntime.class);

    private final List<IndexUnit> units;
    private final IndexReports reports;
    private final ScheduledExecutorService metricsScheduler;
    private final Deque<AutoCloseable> shared;

    private SearchRuntime(
            List<IndexUnit> units,
            IndexReports reports,
            ScheduledExecutorService metricsScheduler,
            Deque<AutoCloseable> shared) {
        this.units = List.copyOf(units);
        this.reports = reports;
        this.metricsScheduler = metricsScheduler;
        this.shared = shared;
    }

    /**
     * Starts the indexes that the settings name.
     *
     * @param database seen by the role that writes the derived tables: there it says how the
     *     indexes are
     * @param registry gets the meters of the indexes
     * @throws PipelineException when Kafka cannot be reached or the state folder cannot be used;
     *     nothing is left running then
     */
    public static SearchRuntime start(
            SearchIndexerSettings settings, DatabaseSettings database, MeterRegistry registry) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            return open(settings, database, registry, opened);
        } catch (RuntimeException e) {
            opened.forEach(SearchRuntime::closeQuietly);
            throw e;
        }
    }

    private static SearchRuntime open(
            SearchIndexerSettings settings,
            DatabaseSettings database,
            MeterRegistry registry,
            Deque<AutoCloseable> opened) {
        Clock clock = Clock.systemUTC();
        TopicCreation.createMissing(settings.kafka(), Topics.search());
        StateFolder stateFolder = StateFolder.open(settings.stateFolder());
        opened.push(stateFolder);
        String instanceName = stateFolder.instanceName();
        StateMemory.limit(
                SearchIndexerSettings.STATE_CACHE_BYTES,
                SearchIndexerSettings.STATE_WRITE_BUFFER_BYTES);
        ElasticsearchClient client = SearchConnection.open(settings.search());
        opened.push(client);
        DeadLetterSender deadLetters = new DeadLetterSender(settings.kafka());
        opened.push(deadLetters);
        ScheduledExecutorService metricsScheduler =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("index-client-metrics").factory());
        opened.push(metricsScheduler::shutdownNow);

        IndexUnit.Surroundings around =
                new IndexUnit.Surroundings(
                        settings,
                        instanceName,
                        client,
                        deadLetters,
                        new Beginnings(database),
                        clock);
        List<IndexUnit> units = new ArrayList<>();
        for (IndexApplication application : IndexApplications.all()) {
            if (settings.runs(application.index())) {
                IndexUnit unit = new IndexUnit(around, application);
                opened.push(unit);
                unit.start();
                unit.bindMetrics(registry, metricsScheduler);
                units.add(unit);
            }
        }
        IndexReports reports =
                IndexReports.start(
                        database,
                        instanceName,
                        () -> units.stream().map(IndexUnit::status).toList());
        opened.removeAll(units);
        SearchRuntime runtime = new SearchRuntime(units, reports, metricsScheduler, opened);
        IndexMeters.register(registry, runtime, clock);
        LOG.atInfo().addKeyValue("indexes", units.size()).log("search indexer started");
        return runtime;
    }

    /** Every index of this process as it is; never blocks. */
    public List<IndexStatus> status() {
        return units.stream().map(IndexUnit::status).toList();
    }

    /** Whether the threads that look after the indexes still run. */
    public boolean isAlive() {
        return reports.isAlive();
    }

    /** Stops everything within 5 seconds; what was not settled is done again by the next start. */
    @Override
    public void close() {
        metricsScheduler.shutdownNow();
        List<Thread> stopping = new ArrayList<>();
        for (IndexUnit unit : units) {
            stopping.add(Thread.ofVirtual().start(unit::close));
        }
        reports.close();
        try {
            for (Thread stop : stopping) {
                stop.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        shared.forEach(SearchRuntime::closeQuietly);
        LOG.atInfo().log("search indexer stopped");
    }

    private static void closeQuietly(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.atWarn().setCause(e).log("a part did not close cleanly");
        }
    }
}
