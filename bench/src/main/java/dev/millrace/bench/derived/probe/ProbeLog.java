package dev.millrace.bench.derived.probe;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Which probes were sent and which of them have been seen; used by several threads. */
final class ProbeLog {

    private final Map<Probe, List<Sighting>> pending = new EnumMap<>(Probe.class);
    private final List<Sighting> seen = new ArrayList<>();

    synchronized void sent(Sighting sighting) {
        pending.computeIfAbsent(sighting.probe(), _ -> new ArrayList<>()).add(sighting);
    }

    synchronized boolean isPending(Probe probe) {
        return !pending.getOrDefault(probe, List.of()).isEmpty();
    }

    /** The relation showed this number; so it has all numbers of that row up to it. */
    synchronized void shown(Probe probe, int row, long number, long nanos) {
        List<Sighting> waiting = pending.getOrDefault(probe, List.of());
        waiting.removeIf(sighting -> {
            boolean arrived = sighting.row() == row && sighting.number() <= number;
            if (arrived) {
                seen.add(sighting.seenAt(nanos));
            }
            return arrived;
        });
    }

    /** Whether everything that was sent before this moment has been seen. */
    synchronized boolean isSeenUpTo(long nanos) {
        return pending.values().stream()
                .flatMap(List::stream)
                .noneMatch(sighting -> sighting.sentNanos() < nanos);
    }

    /** Whether of every one of these a probe sent after this moment has been seen. */
    synchronized boolean isEachSeenSince(Iterable<Probe> probes, long nanos) {
        for (Probe probe : probes) {
            if (seen.stream()
                    .noneMatch(sighting ->
                            sighting.probe() == probe && sighting.sentNanos() > nanos)) {
                return false;
            }
        }
        return true;
    }

    /** All of one kind that were sent between these moments, seen or not. */
    synchronized List<Sighting> between(Probe probe, long fromNanos, long toNanos) {
        List<Sighting> all = new ArrayList<>(seen);
        all.addAll(pending.getOrDefault(probe, List.of()));
        return all.stream()
                .filter(sighting -> sighting.probe() == probe)
                .filter(sighting ->
                        sighting.sentNanos() >= fromNanos && sighting.sentNanos() < toNanos)
                .toList();
    }
}
