package dev.millrace.streams.metrics;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.streams.freshness.StoreFreshness;
import dev.millrace.streams.progress.StageLag;
import dev.millrace.streams.runtime.StoreStatus;
import dev.millrace.streams.writer.WriterState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.apache.kafka.streams.KafkaStreams;

/** The meters of one store after the other. */
final class StoreMeters {

    private final MeterRegistry registry;
    private final StoreWatch watch;

    StoreMeters(MeterRegistry registry, StoreWatch watch) {
        this.registry = registry;
        this.watch = watch;
    }

    void register(DerivedStore store) {
        states(store);
        lag(store, "source", StageLag::source);
        lag(store, "internal", StageLag::internal);
        lag(store, "table", StageLag::table);
        freshness(store);
        rows(store, "put", status -> status.writer().rowsWritten());
        rows(store, "delete", status -> status.writer().rowsDeleted());
        restarts(store, "application", StoreStatus::threadsReplaced);
        restarts(store, "writer", status -> status.writer().retries());
        counter(
                        "millrace.dead.letters",
                        store,
                        status -> status.deadLetters() + status.writer().deadLetters())
                .tag("topic", "dlq." + store.name())
                .description("Records set aside because they could not be read or converted")
                .register(registry);
        counter("millrace.store.restored", store, StoreStatus::restored)
                .baseUnit("records")
                .description("Records of changelogs read to make up the state of the store")
                .register(registry);
        Gauge.builder("millrace.store.last.commit", watch, w -> lastCommitSeconds(w, store))
                .tag("store", store.name())
                .baseUnit("seconds")
                .description(
                        "Commit time in the source of the newest change in the table, seconds since 1970")
                .register(registry);
    }

    private void states(DerivedStore store) {
        for (KafkaStreams.State state : KafkaStreams.State.values()) {
            state(store, "application", state.name(), s -> s.application() == state);
        }
        for (WriterState state : WriterState.values()) {
            state(store, "writer", state.name(), s -> s.writer().state() == state);
        }
    }

    private void state(DerivedStore store, String part, String state, Predicate<StoreStatus> is) {
        Gauge.builder(
                        "millrace.store.state",
                        watch,
                        w -> w.now(store).filter(is).isPresent() ? 1 : 0)
                .tag("part", part)
                .tag("state", state.toLowerCase(Locale.ROOT))
                .tag("store", store.name())
                .description("1 for what the store's application and its table writer do now")
                .register(registry);
    }

    private void lag(DerivedStore store, String stage, ToLongFunction<StageLag> records) {
        Gauge.builder(
                        "millrace.store.lag",
                        watch,
                        w ->
                                w.seen(store)
                                        .flatMap(StoreStatus::lag)
                                        .map(lag -> (double) records.applyAsLong(lag))
                                        .orElse(Double.NaN))
                .tag("store", store.name())
                .tag("stage", stage)
                .baseUnit("records")
                .description("Records that a stage of the store is behind")
                .register(registry);
    }

    private void freshness(DerivedStore store) {
        Gauge.builder("millrace.store.as.of", watch, w -> asOfSeconds(w, store))
                .tag("store", store.name())
                .baseUnit("seconds")
                .description(
                        "Commit time up to which the table holds every transaction, seconds since 1970")
                .register(registry);
        behind(store, "capture", StoreFreshness::captureBytes);
        behind(store, "processing", StoreFreshness::processingBytes);
        behind(store, "table", StoreFreshness::tableBytes);
        commitsBehind(store, "processing", StoreFreshness::processingCommits);
        commitsBehind(store, "table", StoreFreshness::tableCommits);
    }

    private void behind(
            DerivedStore store, String stage, Function<StoreFreshness, OptionalLong> bytes) {
        Gauge.builder(
                        "millrace.store.behind",
                        watch,
                        w ->
                                w.seen(store)
                                        .flatMap(StoreStatus::freshness)
                                        .map(bytes)
                                        .filter(OptionalLong::isPresent)
                                        .map(known -> (double) known.getAsLong())
                                        .orElse(Double.NaN))
                .tag("store", store.name())
                .tag("stage", stage)
                .baseUnit("bytes")
                .description("Log of the source, of whatever tables, that a stage is behind")
                .register(registry);
    }

    private void commitsBehind(
            DerivedStore store, String stage, Function<StoreFreshness, OptionalLong> commits) {
        Gauge.builder(
                        "millrace.store.behind.commits",
                        watch,
                        w ->
                                w.seen(store)
                                        .flatMap(StoreStatus::freshness)
                                        .map(commits)
                                        .filter(OptionalLong::isPresent)
                                        .map(known -> (double) known.getAsLong())
                                        .orElse(Double.NaN))
                .tag("store", store.name())
                .tag("stage", stage)
                .description("Transactions that ingest has published and a stage has not passed on")
                .register(registry);
    }

    private static double asOfSeconds(StoreWatch watch, DerivedStore store) {
        return watch.seen(store)
                .flatMap(StoreStatus::freshness)
                .flatMap(StoreFreshness::asOf)
                .map(time -> time.toEpochMilli() / 1e3)
                .orElse(Double.NaN);
    }

    private void rows(DerivedStore store, String operation, ToLongFunction<StoreStatus> rows) {
        counter("millrace.store.rows", store, rows)
                .tag("store", store.name())
                .tag("operation", operation)
                .description("Rows put into the derived table, and deletes applied to it")
                .register(registry);
    }

    private void restarts(DerivedStore store, String part, ToLongFunction<StoreStatus> count) {
        counter("millrace.store.restarts", store, count)
                .tag("store", store.name())
                .tag("part", part)
                .description("Faults after which a part of the store began again")
                .register(registry);
    }

    private FunctionCounter.Builder<StoreWatch> counter(
            String name, DerivedStore store, ToLongFunction<StoreStatus> value) {
        return FunctionCounter.builder(
                name, watch, w -> w.seen(store).map(value::applyAsLong).orElse(0L));
    }

    private static double lastCommitSeconds(StoreWatch watch, DerivedStore store) {
        Optional<OptionalLong> micros =
                watch.seen(store).map(status -> status.writer().lastCommitMicros());
        return micros.filter(OptionalLong::isPresent)
                .map(present -> present.getAsLong() / 1e6)
                .orElse(Double.NaN);
    }
}
