package dev.millrace.bench;

import dev.millrace.bench.contestant.Contestant;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a run measures.
 *
 * @param folder where the servers' data and the logs go; the data is deleted at the end
 * @param parts which tables to make
 * @param contestants who is compared
 * @param changes how many recorded changes are measured
 * @param warmUp how many come before them
 * @param rounds how often each contestant runs, in turn with the others
 * @param rates changes a second at which latency is measured
 * @param latencyTime how long at each rate, after the warm-up
 * @param latencyWarmUp how long before that
 * @param latencyOfConnect whether the latency of Connect tuned is measured beside ours, where both
 *     take part
 * @param ingestJvm further options of our own JVM
 */
public record BenchSettings(
        Path folder,
        List<Part> parts,
        List<Contestant> contestants,
        int changes,
        int warmUp,
        int rounds,
        List<Integer> rates,
        Duration latencyTime,
        Duration latencyWarmUp,
        boolean latencyOfConnect,
        List<String> ingestJvm) {

    /** A table of the report. */
    public enum Part {
        THROUGHPUT,
        LATENCY,
        IDENTITY
    }

    public BenchSettings {
        parts = List.copyOf(parts);
        contestants = List.copyOf(contestants);
        rates = List.copyOf(rates);
        ingestJvm = List.copyOf(ingestJvm);
        requirePositive("changes", changes);
        requirePositive("warm-up", warmUp);
        requirePositive("rounds", rounds);
        rates.forEach(rate -> requirePositive("latency-rates", rate));
        if (contestants.isEmpty() || parts.isEmpty() || rates.isEmpty()) {
            throw new IllegalArgumentException(
                    "parts, contestants and latency-rates must each name one at least");
        }
        if (latencyTime.toMillis() < 1 || latencyWarmUp.isNegative()) {
            throw new IllegalArgumentException(
                    "latency-seconds is %s, expected 1 or more".formatted(latencyTime));
        }
    }

    /** Everything, at the size of the committed results. */
    public static BenchSettings full(Path folder) {
        return new BenchSettings(
                folder,
                List.of(Part.values()),
                List.of(Contestant.values()),
                1_000_000,
                300_000,
                3,
                List.of(500, 2_000, 10_000),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                true,
                List.of());
    }

    /** Everything once, so small that the figures say nothing of speed. */
    public static BenchSettings quick(Path folder) {
        return new BenchSettings(
                folder,
                List.of(Part.values()),
                List.of(Contestant.values()),
                2_000,
                200,
                1,
                List.of(200),
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                false,
                List.of());
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(
                    "%s is %d, expected 1 or more".formatted(name, value));
        }
    }
}
