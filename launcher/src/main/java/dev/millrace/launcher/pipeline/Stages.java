package dev.millrace.launcher.pipeline;

import dev.millrace.ingest.IngestStatus;
import dev.millrace.ingest.watch.AlarmLevel;
import dev.millrace.launcher.screen.Stage;
import dev.millrace.search.runtime.IndexStatus;
import dev.millrace.streams.freshness.StoreFreshness;
import dev.millrace.streams.runtime.StoreStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Looks at the stages of a running pipeline; rates are those since the look before. */
public final class Stages {

    private static final String UNKNOWN = "-";

    private final Pipeline pipeline;
    private final Map<String, Long> totals = new HashMap<>();
    private long lookedAt = System.nanoTime();

    public Stages(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** The stages now, in flow order. */
    public List<Stage> look() {
        long now = System.nanoTime();
        double seconds = Math.max(0.001, (now - lookedAt) / 1e9);
        lookedAt = now;
        List<Stage> stages = new ArrayList<>();
        pipeline.ingest()
                .ifPresent(ingest ->
                        stages.add(ofIngest(ingest.status(), ingest.health().level(), seconds)));
        pipeline.streams()
                .ifPresent(streams ->
                        streams.status().forEach(store -> stages.add(ofStore(store, seconds))));
        pipeline.indexes().ifPresent(search -> stages.add(ofSearch(search.status(), seconds)));
        return stages;
    }

    private Stage ofIngest(IngestStatus status, AlarmLevel level, double seconds) {
        String state = status.phase().name().toLowerCase(Locale.ROOT);
        if (status.failure().isPresent()) {
            state += ": " + status.failure().get().kind();
        } else if (status.phase() == IngestStatus.Phase.STREAMING && level != AlarmLevel.FINE) {
            state += ", " + level;
        }
        return new Stage(
                "ingest",
                state,
                status.eventsPublished(),
                rate("ingest", status.eventsPublished(), seconds),
                status.retainedBytes().isPresent()
                        ? SlotLag.inWords(status.retainedBytes().getAsLong()) + " of log"
                        : UNKNOWN,
                latency(
                        status.latencyMedian().orElse(Duration.ZERO),
                        status.latencyP95().orElse(Duration.ZERO)));
    }

    private Stage ofStore(StoreStatus status, double seconds) {
        String name = status.store().name();
        long rows = status.writer().rowsWritten() + status.writer().rowsDeleted();
        return new Stage(
                name,
                status.failure().orElse(status.application().name().toLowerCase(Locale.ROOT)),
                rows,
                rate(name, rows, seconds),
                behind(status),
                latency(status.writer().latency().p50(), status.writer().latency().p95()));
    }

    /** All indexes together; one that is in trouble says so. */
    private Stage ofSearch(List<IndexStatus> indexes, double seconds) {
        long total =
                indexes.stream()
                        .mapToLong(index -> index.writer().written() + index.writer().deleted())
                        .sum();
        long waiting = indexes.stream().mapToLong(index -> index.writer().lag()).sum();
        String state =
                indexes.stream()
                        .filter(index -> index.trouble().isPresent())
                        .findFirst()
                        .map(index ->
                                "%s: %s"
                                        .formatted(
                                                index.index().name(), index.trouble().orElse("")))
                        .orElse("running");
        return new Stage(
                "search",
                state,
                total,
                rate("search", total, seconds),
                "%,d records".formatted(waiting),
                UNKNOWN);
    }

    private double rate(String name, long total, double seconds) {
        Long before = totals.put(name, total);
        return before == null ? 0 : (total - before) / seconds;
    }

    private static String behind(StoreStatus status) {
        String records =
                status.lag().map(lag -> "%,d records".formatted(lag.total())).orElse(UNKNOWN);
        return status.freshness()
                .flatMap(StoreFreshness::lag)
                .map(lag -> "%s, %.1f s".formatted(records, lag.toMillis() / 1e3))
                .orElse(records);
    }

    private static String latency(Duration p50, Duration p95) {
        return p95.isZero() ? UNKNOWN : p50.toMillis() + " / " + p95.toMillis() + " ms";
    }
}
