package dev.millrace.launcher.traffic;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Counts what the writers did. */
final class Tally {

    private final long startNanos;
    private final RateWindow rate;
    private final Map<TrafficKind, Long> perKind = new EnumMap<>(TrafficKind.class);
    private final Map<String, Long> failuresByState = new HashMap<>();
    private long committed;
    private long rolledBack;
    private long conflicts;
    private long failures;
    private long disconnects;
    private Optional<String> lastFailure = Optional.empty();
    private Optional<Long> endNanos = Optional.empty();

    Tally(long startNanos) {
        this.startNanos = startNanos;
        this.rate = new RateWindow(startNanos);
        for (TrafficKind kind : TrafficKind.values()) {
            perKind.put(kind, 0L);
        }
    }

    synchronized void committed(TrafficKind kind) {
        committed++;
        perKind.merge(kind, 1L, Long::sum);
        rate.count(System.nanoTime());
    }

    synchronized void rolledBack() {
        rolledBack++;
    }

    synchronized void conflict() {
        conflicts++;
    }

    synchronized void disconnected() {
        disconnects++;
    }

    /** True when no failure with this SQLSTATE was counted before. */
    synchronized boolean failed(TrafficKind kind, String state, String message) {
        failures++;
        lastFailure = Optional.of(kind.label() + ": " + message);
        return failuresByState.merge(state, 1L, Long::sum) == 1;
    }

    /** The clock stops; the first call counts. */
    synchronized void ended() {
        if (endNanos.isEmpty()) {
            endNanos = Optional.of(System.nanoTime());
        }
    }

    synchronized TrafficStatus status() {
        long now = endNanos.orElseGet(System::nanoTime);
        return new TrafficStatus(
                Duration.ofNanos(now - startNanos),
                committed,
                rolledBack,
                conflicts,
                failures,
                disconnects,
                rate.perSecond(now),
                perKind,
                failuresByState,
                lastFailure);
    }
}
