package dev.millrace.ingest;

import dev.millrace.ingest.snapshot.SnapshotProgress;
import dev.millrace.ingest.watch.AlarmLevel;
import dev.millrace.ingest.watch.CaptureView;
import dev.millrace.ingest.watch.SourceView;
import dev.millrace.schema.capture.CapturedTable;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The meters that show how ingest and its source stand; asked at each scrape, never blocking. */
final class IngestGauges {

    private static final List<String> WAL_STATES =
            List.of("reserved", "extended", "unreserved", "lost");

    private final MeterRegistry registry;
    private final Ingest ingest;

    private IngestGauges(MeterRegistry registry, Ingest ingest) {
        this.registry = registry;
        this.ingest = ingest;
    }

    static void register(MeterRegistry registry, Ingest ingest, List<CapturedTable> tables) {
        IngestGauges gauges = new IngestGauges(registry, ingest);
        gauges.states();
        gauges.slot();
        gauges.ages();
        tables.forEach(table -> gauges.snapshot(table.qualifiedName()));
    }

    private void states() {
        for (IngestStatus.Phase phase : IngestStatus.Phase.values()) {
            register(
                    Gauge.builder(
                                    "millrace.ingest.state",
                                    ingest,
                                    i -> flag(i.status().phase() == phase))
                            .tag("state", phase.name().toLowerCase(Locale.ROOT))
                            .description("1 for what ingest does now"));
        }
    }

    private void slot() {
        register(
                slotGauge("retained", slot -> slot.retainedBytes())
                        .baseUnit("bytes")
                        .description("Log that the slot keeps the server from removing"));
        register(
                slotGauge("unconfirmed", slot -> slot.unconfirmedBytes())
                        .baseUnit("bytes")
                        .description("Log written since the position that is durable in Kafka"));
        register(
                slotGauge(
                                "safe",
                                slot ->
                                        slot.safeBytes().isPresent()
                                                ? slot.safeBytes().getAsLong()
                                                : Double.POSITIVE_INFINITY)
                        .baseUnit("bytes")
                        .description(
                                "Log that can still be written before the slot may be lost; infinite without max_slot_wal_keep_size"));
        register(
                slotGauge("active", slot -> flag(slot.active()))
                        .description("Whether somebody streams from the slot"));
        for (String state : WAL_STATES) {
            register(
                    slotGauge("wal.status", slot -> flag(slot.walStatus().equals(state)))
                            .tag("status", state)
                            .description("1 for the server's word on the slot's log"));
        }
        alarm("retained_wal", CaptureView::retainedLevel);
        alarm("behind", CaptureView::behindLevel);
        limit("warning", view -> view.retainedLimits().warning());
        limit("critical", view -> view.retainedLimits().critical());
    }

    private void limit(String level, ToDoubleFunction<CaptureView> value) {
        register(
                Gauge.builder(
                                "millrace.ingest.slot.retained.limit",
                                ingest,
                                i -> value.applyAsDouble(i.capture()))
                        .tag("level", level)
                        .baseUnit("bytes")
                        .description("Retained log from where on it is a warning, or critical"));
    }

    private void alarm(String measure, Function<CaptureView, AlarmLevel> level) {
        register(
                Gauge.builder(
                                "millrace.ingest.alarm",
                                ingest,
                                i -> level.apply(i.capture()).ordinal())
                        .tag("measure", measure)
                        .description(
                                "0 when the measure is fine, 1 for a warning, 2 for critical"));
    }

    private void ages() {
        register(
                age("millrace.ingest.behind", CaptureView::behind)
                        .description(
                                "How long ago the newest published transaction committed, on the source's clock"));
        register(
                age("millrace.ingest.heartbeat.age", CaptureView::heartbeatAge)
                        .description(
                                "How long ago the heartbeat row was touched, on the source's clock"));
        register(
                age("millrace.ingest.source.silence", view -> Optional.of(view.silence()))
                        .description("How long ago the source answered the watch"));
    }

    private void snapshot(String table) {
        register(
                Gauge.builder(
                                "millrace.ingest.snapshot.rows.done",
                                () -> snapshotRows(table, SnapshotProgress.Table::rowsCopied))
                        .tag("table", table)
                        .description("Rows that the running or last snapshot has published"));
        register(
                Gauge.builder(
                                "millrace.ingest.snapshot.rows.expected",
                                () -> snapshotRows(table, SnapshotProgress.Table::rowsExpected))
                        .tag("table", table)
                        .description("Rows that the running or last snapshot expects"));
    }

    private Number snapshotRows(String table, Function<SnapshotProgress.Table, Long> rows) {
        return ingest.snapshot().tables().stream()
                .filter(progress -> progress.name().equals(table))
                .map(rows)
                .findFirst()
                .orElse(0L);
    }

    private Gauge.Builder<Ingest> slotGauge(String name, ToDoubleFunction<SourceView.Slot> value) {
        return Gauge.builder(
                "millrace.ingest.slot." + name,
                ingest,
                i -> i.capture().slot().map(value::applyAsDouble).orElse(Double.NaN));
    }

    private Gauge.Builder<Ingest> age(
            String name, Function<CaptureView, Optional<Duration>> value) {
        return Gauge.builder(
                        name,
                        ingest,
                        i ->
                                value.apply(i.capture())
                                        .map(age -> age.toNanos() / 1e9)
                                        .orElse(Double.NaN))
                .baseUnit("seconds");
    }

    private void register(Gauge.Builder<?> gauge) {
        gauge.register(registry);
    }

    private static double flag(boolean value) {
        return value ? 1 : 0;
    }
}
