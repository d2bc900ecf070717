package dev.millrace.batch.healthcheck;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The figures of the last look of this process; NaN before the first. */
final class DatabaseMeters {

    private record Look(DatabaseFigures figures, int findings, long atMillis) {}

    private final AtomicReference<@Nullable Look> last = new AtomicReference<>();
    private final MultiGauge slots;
    private final MultiGauge replicaBytes;
    private final MultiGauge replicaSeconds;
    private final MultiGauge tables;
    private final MultiGauge indexScans;
    private final MultiGauge unusedIndexes;
    private final MultiGauge statements;

    DatabaseMeters(MeterRegistry registry) {
        gauge(registry, "size.bytes", "size of the database", look -> look.figures().bytes());
        gauge(registry, "sessions", "client sessions", look -> look.figures().sessions());
        gauge(
                registry,
                "sessions.active",
                "client sessions that run a statement",
                look -> look.figures().active());
        gauge(
                registry,
                "statements.long",
                "statements that have run for longer than the bound",
                look -> look.figures().longStatements());
        gauge(
                registry,
                "cache.hit.percent",
                "blocks found in the server's cache",
                look -> look.figures().cacheHitPercent().orElse(Double.NaN));
        gauge(
                registry,
                "index.scan.percent",
                "scans of tables that used an index",
                look -> look.figures().indexScanPercent().orElse(Double.NaN));
        gauge(registry, "warnings", "figures out of their bounds", Look::findings);
        gauge(
                registry,
                "checked.time",
                "when this process looked last, seconds since 1970",
                look -> look.atMillis() / 1e3);
        slots = many(registry, "slot.retained.bytes", "log that is kept for a slot");
        replicaBytes = many(registry, "replica.behind.bytes", "log that a replica has not applied");
        replicaSeconds =
                many(registry, "replica.behind.seconds", "how old what a replica applies is");
        tables = many(registry, "table.bytes", "sizes of the largest tables");
        indexScans = many(registry, "index.scans", "scans of the indexes most used");
        unusedIndexes = many(registry, "index.unused.bytes", "the largest indexes never used");
        statements = many(registry, "statement.mean.seconds", "the slowest kinds of statements");
    }

    void looked(DatabaseFigures figures, int findings) {
        last.set(new Look(figures, findings, System.currentTimeMillis()));
        slots.register(
                rows(
                        figures.slots().stream()
                                .map(slot ->
                                        Row.of(
                                                Tags.of("slot", slot.name()),
                                                slot.retainedBytes()))),
                true);
        replicaBytes.register(
                rows(
                        figures.replicas().stream()
                                .map(replica -> Row.of(tags(replica), replica.bytesBehind()))),
                true);
        replicaSeconds.register(
                rows(
                        figures.replicas().stream()
                                .map(replica ->
                                        Row.of(
                                                tags(replica),
                                                replica.secondsBehind().orElse(Double.NaN)))),
                true);
        tables.register(
                rows(
                        figures.tables().stream()
                                .flatMap(table ->
                                        java.util.stream.Stream.of(
                                                size(table.name(), "total", table.total()),
                                                size(table.name(), "heap", table.heap()),
                                                size(table.name(), "indexes", table.indexes())))),
                true);
        indexScans.register(
                rows(
                        figures.indexes().stream()
                                .map(index ->
                                        Row.of(Tags.of("index", index.name()), index.scans()))),
                true);
        unusedIndexes.register(
                rows(
                        figures.unusedIndexes().stream()
                                .map(index ->
                                        Row.of(Tags.of("index", index.name()), index.bytes()))),
                true);
        statements.register(
                rows(
                        figures.statements().stream()
                                .map(statement ->
                                        Row.of(
                                                Tags.of("id", statement.id()),
                                                statement.meanMillis() / 1e3))),
                true);
    }

    private static Tags tags(DatabaseFigures.Replica replica) {
        return Tags.of("replica", replica.name(), "client", replica.client());
    }

    private static Row<?> size(String table, String part, long bytes) {
        return Row.of(Tags.of("table", table, "part", part), bytes);
    }

    private static List<Row<?>> rows(java.util.stream.Stream<? extends Row<?>> rows) {
        return rows.<Row<?>>map(row -> row).toList();
    }

    private void gauge(
            MeterRegistry registry, String name, String meaning, ToDoubleFunction<Look> value) {
        Gauge.builder(
                        "millrace.database." + name,
                        last,
                        looks -> {
                            Look look = looks.get();
                            return look == null ? Double.NaN : value.applyAsDouble(look);
                        })
                .description(meaning)
                .register(registry);
    }

    private static MultiGauge many(MeterRegistry registry, String name, String meaning) {
        return MultiGauge.builder("millrace.database." + name)
                .description(meaning)
                .register(registry);
    }
}
