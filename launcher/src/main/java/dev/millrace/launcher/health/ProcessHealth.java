package dev.millrace.launcher.health;

import dev.millrace.ingest.IngestHealth;
import dev.millrace.launcher.health.PartHealth.State;
import dev.millrace.launcher.pipeline.Pipeline;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.streams.metrics.StoreWatch;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts of this process: which there should be, and how each is. Answers never block. */
final class ProcessHealth implements AutoCloseable {

    // A look waits a few times 5 seconds when a server is silent, which its probe tells anyway.
    private static final Duration LOOK_AGE_MAX = Duration.ofSeconds(40);

    static final String POSTGRESQL = "postgresql";
    static final String KAFKA = "kafka";
    static final String INGEST = "ingest";
    static final String SEARCH_SERVER = "search-server";
    static final String BATCH = "batch";

    private final Set<Duty> duties;
    private final List<DerivedStore> stores;
    private final List<SearchIndex> indexes;
    private volatile @Nullable Watched watched;

    private record Watched(
            Pipeline pipeline,
            ServerProbe postgres,
            ServerProbe kafka,
            Optional<ServerProbe> search) {}

    /**
     * @param stores those that this process runs, if it runs any
     * @param indexes those that this process fills, if it fills any
     */
    ProcessHealth(Set<Duty> duties, List<DerivedStore> stores, List<SearchIndex> indexes) {
        this.duties = Set.copyOf(duties);
        this.stores = List.copyOf(stores);
        this.indexes = duties.contains(Duty.SEARCH) ? List.copyOf(indexes) : List.of();
    }

    /** The servers of this pipeline run: asks them from now on. */
    void watch(Pipeline pipeline) {
        watched =
                new Watched(
                        pipeline,
                        ServerProbe.start(
                                POSTGRESQL,
                                Questions.toDatabase(pipeline.connections().as(role()))),
                        ServerProbe.start(KAFKA, Questions.toKafka(pipeline.connections().kafka())),
                        indexes.isEmpty()
                                ? Optional.empty()
                                : pipeline.connections()
                                        .search()
                                        .map(search ->
                                                ServerProbe.start(
                                                        SEARCH_SERVER,
                                                        Questions.toSearchServer(search))));
    }

    private Role role() {
        if (duties.contains(Duty.STREAMS) || duties.contains(Duty.SEARCH)) {
            return Role.WRITER;
        }
        return duties.contains(Duty.INGEST) ? Role.CAPTURE : Role.BATCH;
    }

    /** The names of all parts, whatever their state. */
    List<String> names() {
        List<String> names = new ArrayList<>(List.of(POSTGRESQL, KAFKA));
        if (duties.contains(Duty.INGEST)) {
            names.add(INGEST);
        }
        if (duties.contains(Duty.STREAMS)) {
            stores.forEach(store -> names.add(StoreHealth.nameOf(store.name())));
        }
        if (!indexes.isEmpty()) {
            names.add(SEARCH_SERVER);
            indexes.forEach(index -> names.add(IndexHealth.nameOf(index)));
        }
        if (duties.contains(Duty.BATCH)) {
            names.add(BATCH);
        }
        return names;
    }

    /** Every part as it is now. */
    List<PartHealth> parts() {
        Watched now = watched;
        if (now == null) {
            return names().stream()
                    .map(name -> PartHealth.notReady(name, "the servers are starting"))
                    .toList();
        }
        List<PartHealth> parts = new ArrayList<>();
        parts.add(now.postgres().health());
        parts.add(now.kafka().health());
        if (duties.contains(Duty.INGEST)) {
            parts.add(ingest(now.pipeline()));
        }
        if (duties.contains(Duty.STREAMS)) {
            parts.addAll(stores(now.pipeline()));
        }
        now.search().ifPresent(probe -> parts.add(probe.health()));
        parts.addAll(indexes(now.pipeline()));
        if (duties.contains(Duty.BATCH)) {
            parts.add(batch(now.pipeline()));
        }
        return parts;
    }

    /** What keeps the process from ever getting ready by itself; empty when nothing does. */
    List<String> deadParts() {
        List<String> dead = new ArrayList<>();
        if (ManagementFactory.getThreadMXBean().findDeadlockedThreads() != null) {
            dead.add("threads wait for each other for ever");
        }
        Watched now = watched;
        if (now != null) {
            check(dead, now.postgres().isAlive(), "the probe of PostgreSQL");
            check(dead, now.kafka().isAlive(), "the probe of Kafka");
            now.search().ifPresent(p -> check(dead, p.isAlive(), "the probe of the search server"));
            now.pipeline()
                    .indexes()
                    .ifPresent(i -> check(dead, i.isAlive(), "the reports on the indexes"));
            now.pipeline().ingest().ifPresent(i -> check(dead, i.isAlive(), INGEST));
            now.pipeline()
                    .storeWatch()
                    .ifPresent(w -> check(dead, w.isAlive(), "the watch of the stores"));
        }
        return dead;
    }

    private static void check(List<String> dead, boolean alive, String what) {
        if (!alive) {
            dead.add(what + " has no thread any more");
        }
    }

    private static PartHealth ingest(Pipeline pipeline) {
        return pipeline.ingest()
                .map(ingest -> of(ingest.health()))
                .orElseGet(() -> PartHealth.notReady(INGEST, "not started"));
    }

    private static PartHealth of(IngestHealth health) {
        State state =
                switch (health.level()) {
                    case FINE -> State.READY;
                    case WARNING -> State.WARNING;
                    case CRITICAL -> State.NOT_READY;
                };
        return new PartHealth(INGEST, state, String.join("; ", health.reasons()));
    }

    private static PartHealth batch(Pipeline pipeline) {
        return pipeline.batch()
                .map(jobs ->
                        jobs.age().compareTo(LOOK_AGE_MAX) > 0
                                ? PartHealth.notReady(
                                        BATCH,
                                        "nothing was looked for in %d s"
                                                .formatted(jobs.age().toSeconds()))
                                : new PartHealth(BATCH, State.READY, ""))
                .orElseGet(() -> PartHealth.notReady(BATCH, "not started"));
    }

    private List<PartHealth> stores(Pipeline pipeline) {
        Optional<StoreWatch> watch = pipeline.storeWatch();
        if (watch.isEmpty()) {
            return stores.stream()
                    .map(store ->
                            PartHealth.notReady(StoreHealth.nameOf(store.name()), "not started"))
                    .toList();
        }
        Duration age = watch.get().age();
        return watch.get().stores().stream()
                // Nobody reads a version beside the live one.
                .filter(status -> !status.store().isShadow())
                .map(StoreHealth::of)
                .map(part ->
                        part.isReady() && age.compareTo(LOOK_AGE_MAX) > 0
                                ? PartHealth.notReady(
                                        part.name(),
                                        "its lag is not known for %d s".formatted(age.toSeconds()))
                                : part)
                .toList();
    }

    private List<PartHealth> indexes(Pipeline pipeline) {
        return pipeline.indexes()
                .map(running -> running.status().stream().map(IndexHealth::of).toList())
                .orElseGet(() ->
                        indexes.stream()
                                .map(index ->
                                        PartHealth.notReady(
                                                IndexHealth.nameOf(index), "not started"))
                                .toList());
    }

    @Override
    public void close() {
        Watched now = watched;
        if (now != null) {
            now.postgres().close();
            now.kafka().close();
            now.search().ifPresent(ServerProbe::close);
        }
    }
}
