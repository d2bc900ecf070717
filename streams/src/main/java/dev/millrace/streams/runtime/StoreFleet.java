package dev.millrace.streams.runtime;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.streams.progress.KafkaOffsets;
import dev.millrace.streams.versions.FailureReports;
import dev.millrace.streams.versions.Phase;
import dev.millrace.streams.versions.StoreVersions;
import dev.millrace.streams.versions.VersionChanges;
import dev.millrace.streams.versions.VersionTable;
import dev.millrace.streams.writer.SqlFaults;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs in this process what the database says should run: for each store the live version, perhaps
 * one beside it, and neither while they change places. Looks twice a second, on a thread of its
 * own.
 */
final class StoreFleet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreFleet.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final List<StoreApplication> release;
    private final StoreUnit.Surroundings around;
    private final KafkaOffsets offsets;
    private final TableTopics topics;
    private final StateCheck states;
    private final VersionChanges changes;
    private final FailureReports reports;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    // Replaced as a whole by the thread of the fleet, in the order of the stores.
    private volatile Map<Place, StoreUnit> units = Map.of();
    private Map<String, Long> restarts = new HashMap<>();
    private volatile @Nullable MeterRegistry registry;
    private @Nullable ScheduledExecutorService metricsScheduler;
    private boolean told;

    /** Where a unit stands; another version or side of a store is another unit. */
    private record Place(DerivedStore store, int version) {}

    StoreFleet(List<StoreApplication> release, StoreUnit.Surroundings around) {
        this.release = List.copyOf(release);
        this.around = around;
        this.offsets = new KafkaOffsets(around.settings().kafka(), "millrace-fleet");
        this.topics = new TableTopics(around.settings().kafka(), offsets, release);
        this.states = new StateCheck(around, offsets);
        this.changes = new VersionChanges(around.settings().kafka(), around.database());
        this.reports = new FailureReports(around.instanceName());
        this.thread = Thread.ofPlatform().daemon().name("store-fleet").unstarted(this::run);
    }

    /**
     * Starts everything that should run now, and goes on looking in the background.
     *
     * @throws PipelineException when the database or Kafka does not answer
     */
    void start() {
        try {
            Map<String, StoreVersions> versions = register();
            versions.forEach((store, known) -> restarts.put(store, known.restarts()));
            units = withPlaces(versions);
            states.check(units.values(), versions);
            startAll(versions);
        } catch (SQLException e) {
            throw new PipelineException(
                    SqlFaults.kindOf(e),
                    "the versions of the stores cannot be read: " + e.getMessage(),
                    e);
        }
        thread.start();
    }

    /** All of them: each live version, followed by the one beside it if there is one. */
    Collection<StoreUnit> units() {
        return units.values();
    }

    /** Shows the metrics of Kafka's clients in the registry from now on. */
    void bindMetrics(MeterRegistry meters) {
        registry = meters;
    }

    private Map<String, StoreVersions> register() throws SQLException {
        try (Connection connection = around.database().getConnection()) {
            VersionTable.register(
                    connection,
                    release.stream()
                            .collect(
                                    Collectors.toMap(
                                            a -> a.store().table(), StoreApplication::release)));
            reports.begin(connection);
            connection.commit();
            Map<String, StoreVersions> versions = VersionTable.read(connection);
            connection.rollback();
            return versions;
        }
    }

    /** At once, because each application opens its state before it returns. */
    private void startAll(Map<String, StoreVersions> versions) {
        List<CompletableFuture<Void>> starts = new ArrayList<>();
        for (StoreUnit unit : units.values()) {
            Phase phase = phaseOf(unit, versions);
            boolean isShadow = unit.store().isShadow();
            if (phase.runsApplication(isShadow)) {
                starts.add(
                        CompletableFuture.runAsync(
                                unit::startApplication, start -> Thread.ofVirtual().start(start)));
            }
            if (phase.runsWriter(isShadow)) {
                unit.startWriter();
            }
        }
        try {
            starts.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }

    private void run() {
        try {
            while (!closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    look();
                    told = false;
                } catch (SQLException | PipelineException | KafkaException e) {
                    if (!told) {
                        LOG.atWarn()
                                .addKeyValue("reason", e.getMessage())
                                .log("it is not known which stores should run; trying again");
                    }
                    told = true;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() throws SQLException {
        Map<String, StoreVersions> versions;
        try (Connection connection = around.database().getConnection()) {
            versions = VersionTable.read(connection);
            connection.rollback();
        }
        Map<Place, StoreUnit> before = units;
        Map<Place, StoreUnit> after = withPlaces(versions);
        before.forEach((place, unit) -> {
            if (after.get(place) != unit) {
                end(unit, versions);
            }
        });
        units = after;
        for (StoreUnit unit : after.values()) {
            if (!isClosing()) {
                bring(unit, versions);
            }
        }
        bindNewMetrics();
        reportFailures();
        for (StoreApplication application : release) {
            StoreVersions known = versions.get(application.store().table());
            if (known != null && known.phase() != Phase.RUNNING && !isClosing()) {
                changes.step(application.store());
            }
        }
        if (!isClosing()) {
            topics.look();
        }
    }

    /** The units that there should be; those that stay are the same as before. */
    private Map<Place, StoreUnit> withPlaces(Map<String, StoreVersions> versions) {
        Map<Place, StoreUnit> wanted = new LinkedHashMap<>();
        Map<String, Long> asked = new HashMap<>(restarts);
        for (StoreApplication application : new RunningApplications(release).of(versions)) {
            StoreVersions known = versions.get(application.store().table());
            Place place = new Place(application.store(), application.version());
            long seen = restarts.getOrDefault(application.store().table(), 0L);
            long wantedRestarts = known == null ? 0 : known.restarts();
            boolean isAsked = wantedRestarts > seen;
            StoreUnit there = units.get(place);
            if (isAsked) {
                asked.put(application.store().table(), wantedRestarts);
                reports.forget(application.store());
                LOG.atInfo()
                        .addKeyValue("store", application.store().name())
                        .log("store is restarted, as was asked for");
            }
            wanted.put(
                    place,
                    there == null || isAsked
                            ? new StoreUnit(around, application, rateOf(application, known))
                            : there);
        }
        restarts = asked;
        return wanted;
    }

    private static OptionalInt rateOf(StoreApplication application, @Nullable StoreVersions known) {
        return known == null || !application.store().isShadow()
                ? OptionalInt.empty()
                : known.shadow()
                        .map(StoreVersions.Entry::rowsPerSecond)
                        .orElse(OptionalInt.empty());
    }

    /** Has a unit run what its phase says. */
    private void bring(StoreUnit unit, Map<String, StoreVersions> versions) throws SQLException {
        Phase phase = phaseOf(unit, versions);
        boolean isShadow = unit.store().isShadow();
        if (!phase.runsApplication(isShadow)) {
            unit.stopApplication();
        }
        if (!phase.runsWriter(isShadow)) {
            unit.stopWriter();
        }
        if (phase == Phase.DISCARDING && isShadow) {
            unit.stopForGood();
        }
        if (phase.runsApplication(isShadow) && unit.needsStart()) {
            states.check(List.of(unit), versions);
            unit.startApplication();
        }
        if (phase.runsWriter(isShadow)) {
            unit.startWriter();
        }
    }

    private void end(StoreUnit unit, Map<String, StoreVersions> versions) {
        StoreVersions known = versions.get(unit.store().table());
        boolean isKnown =
                known == null
                        || known.live().version() == unit.application().version()
                        || known.shadow()
                                .filter(v -> v.version() == unit.application().version())
                                .isPresent();
        if (isKnown) {
            unit.close();
        } else {
            unit.stopForGood();
        }
    }

    private void reportFailures() throws SQLException {
        Map<DerivedStore, String> failures = new HashMap<>();
        for (StoreUnit unit : units.values()) {
            if (unit.isStopped()) {
                failures.put(
                        unit.store(),
                        unit.status(Optional.empty(), Optional.empty())
                                .failure()
                                .orElse("its log says why"));
            }
        }
        if (reports.areNews(failures)) {
            try (Connection connection = around.database().getConnection()) {
                reports.say(connection, failures);
                connection.commit();
            }
        }
    }

    private static Phase phaseOf(StoreUnit unit, Map<String, StoreVersions> versions) {
        StoreVersions known = versions.get(unit.store().table());
        return known == null ? Phase.RUNNING : known.phase();
    }

    private void bindNewMetrics() {
        MeterRegistry meters = registry;
        if (meters != null) {
            if (metricsScheduler == null) {
                // Clients get new metrics as they go on; the binders look for them once a minute.
                metricsScheduler =
                        Executors.newSingleThreadScheduledExecutor(
                                Thread.ofPlatform().daemon().name("client-metrics").factory());
            }
            ScheduledExecutorService scheduler = metricsScheduler;
            units.values().forEach(unit -> unit.bindMetrics(meters, scheduler));
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Stops everything; each application and writer within 4 seconds. */
    @Override
    public void close() {
        closing.countDown();
        try {
            if (thread.isAlive() && !thread.join(CLOSE_TIMEOUT)) {
                LOG.atWarn().log("the fleet of stores did not end in time");
            }
            if (metricsScheduler != null) {
                metricsScheduler.shutdownNow();
            }
            List<Thread> stopping = new ArrayList<>();
            for (StoreUnit unit : units.values()) {
                stopping.add(Thread.ofVirtual().start(unit::stopApplication));
                stopping.add(Thread.ofVirtual().start(unit::stopWriter));
            }
            for (Thread stop : stopping) {
                stop.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            changes.close();
            offsets.close();
        }
    }
}
