package dev.millrace.bench.derived;

import dev.millrace.bench.derived.solution.SolutionKind;
import dev.millrace.bench.process.ProcessPriority;
import dev.millrace.bench.process.Processors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a run measures.
 *
 * @param folder where the servers' data and the logs go; the data is deleted at the end
 * @param solutions who is compared
 * @param scale size of the data set, 1 for a million enrollments
 * @param time how long freshness is measured, after a warm-up as long; the rounds of the writers'
 *     throughput take a third of it each
 * @param rate row changes a second while freshness is measured
 * @param rounds how often throughput is measured without and with each solution, in turn
 * @param buildPatience when a first build is given up
 * @param nice how much the broker and the solutions that are processes of their own give way to the
 *     application and its database: 0 not at all, up to {@link ProcessPriority#NICE_MAX}
 * @param apart whether throughput is measured a second time, with the application and its database
 *     on one half of the processors and what keeps the tables on the other
 * @param standby whether ours reads the log from a standby of the database, which starts and stops
 *     with it
 * @param oursJvm further options of our own JVM
 */
public record DerivedSettings(
        Path folder,
        List<SolutionKind> solutions,
        double scale,
        Duration time,
        int rate,
        int rounds,
        Duration buildPatience,
        int nice,
        boolean apart,
        boolean standby,
        List<String> oursJvm) {

    private static final double SCALE_MAX = 10;

    public DerivedSettings {
        solutions = List.copyOf(solutions);
        oursJvm = List.copyOf(oursJvm);
        if (solutions.isEmpty()) {
            throw new IllegalArgumentException("only names nobody, expected one at least");
        }
        if (!(scale > 0 && scale <= SCALE_MAX)) {
            throw new IllegalArgumentException(
                    "scale is %s, expected more than 0 and at most %s".formatted(scale, SCALE_MAX));
        }
        if (rate < 1 || rounds < 1) {
            throw new IllegalArgumentException(
                    "rate is %d and rounds %d, expected 1 or more of each".formatted(rate, rounds));
        }
        if (time.toSeconds() < 1) {
            throw new IllegalArgumentException("seconds is %s, expected 1 or more".formatted(time));
        }
        if (buildPatience.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "build-minutes is %s, expected more than 0".formatted(buildPatience));
        }
        ProcessPriority.requireNice(nice);
        if (apart) {
            // Refuses a machine that has but one, before anything is measured.
            List<Processors> _ = Processors.ours().halves();
        }
    }

    /** Everybody, at the size of the committed results. */
    public static DerivedSettings full(Path folder) {
        return new DerivedSettings(
                folder,
                List.of(SolutionKind.values()),
                1,
                Duration.ofSeconds(60),
                1_000,
                3,
                Duration.ofMinutes(20),
                0,
                false,
                false,
                List.of());
    }

    /** So small that the figures say nothing of speed. */
    public static DerivedSettings quick(Path folder) {
        return new DerivedSettings(
                folder,
                List.of(SolutionKind.values()),
                0.002,
                Duration.ofSeconds(3),
                100,
                1,
                Duration.ofMinutes(3),
                0,
                false,
                false,
                List.of());
    }

    /**
     * Before freshness is measured, at the same rate: a virtual machine that has just begun spends
     * half a minute and more on compiling what it will run.
     */
    public Duration warmUp() {
        return time;
    }

    /** A round of throughput. */
    public Duration round() {
        return time.dividedBy(3);
    }
}
