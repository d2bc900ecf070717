package dev.millrace.bench.derived.measure;

import dev.millrace.bench.derived.load.Application;
import dev.millrace.bench.derived.load.Written;
import dev.millrace.bench.derived.probe.ProbeRows;
import dev.millrace.bench.derived.probe.ProbeRun;
import dev.millrace.bench.derived.solution.Solution;
import dev.millrace.bench.report.Medians;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a solution costs the application: its throughput without and with it, in turn.
 *
 * @param without rounds while it stood still
 * @param with rounds while it ran, each begun when it was up to date
 */
public record Cost(List<Round> without, List<Round> with) {

    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Duration OTHERS_PATIENCE = Duration.ofMinutes(1);

    /**
     * Some seconds of writing as fast as the database lets the writers.
     *
     * @param postgresCpuSeconds what PostgreSQL computed meanwhile, for the solution as well
     */
    public record Round(Written written, double postgresCpuSeconds) {

        double postgresMillisPerTransaction() {
            return postgresCpuSeconds * 1000 / written.transactions();
        }
    }

    public Cost {
        without = List.copyOf(without);
        with = List.copyOf(with);
    }

    /**
     * Measures so many rounds of each; the solution runs and is up to date afterwards. One that is
     * a process of its own stays where it was placed until it is started again.
     */
    public static Cost measure(
            BenchServers servers,
            Solution solution,
            Application application,
            ProbeRows rows,
            int rounds,
            Duration time,
            Placement placement)
            throws SQLException, InterruptedException {
        List<Round> without = new ArrayList<>();
        List<Round> with = new ArrayList<>();
        try (Placement.Hold hold = placement.begin(servers)) {
            for (int round = 0; round < rounds; round++) {
                solution.stop();
                without.add(write(servers, application, time));
                solution.start();
                hold.started(solution);
                awaitUpToDate(servers, solution, rows, OTHERS_PATIENCE);
                with.add(write(servers, application, time));
            }
            awaitUpToDate(servers, solution, rows, OTHERS_PATIENCE);
        }
        return new Cost(without, with);
    }

    /**
     * Waits until the solution has caught up with everything written before this call.
     *
     * @param othersPatience how long to wait for what it keeps beyond the compared stores
     * @return whether that has caught up, too
     */
    public static boolean awaitUpToDate(
            BenchServers servers, Solution solution, ProbeRows rows, Duration othersPatience)
            throws SQLException, InterruptedException {
        long began = System.nanoTime();
        try (ProbeRun probes = ProbeRun.start(servers, rows, solution.probedStores())) {
            // Some seconds at a time, to notice when it has broken down.
            while (!probes.awaitCaughtUp(began, Duration.ofSeconds(5))) {
                solution.failIfBroken();
                if (System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw new PipelineException(
                            ErrorKind.TIMED_OUT,
                            "%s has not caught up within %d s"
                                    .formatted(solution.kind().title(), PATIENCE.toSeconds()));
                }
            }
        }
        return solution.awaitUpToDate(othersPatience);
    }

    private static Round write(BenchServers servers, Application application, Duration time)
            throws SQLException, InterruptedException {
        double before = servers.postgresCpuSeconds();
        Written written = application.writeFast(time);
        return new Round(written, servers.postgresCpuSeconds() - before);
    }

    public double transactionsWithout() {
        return Medians.of(without, round -> round.written().transactionsPerSecond());
    }

    public double transactionsWith() {
        return Medians.of(with, round -> round.written().transactionsPerSecond());
    }

    /** Throughput with the solution in proportion to that without it. */
    public double ratio() {
        return transactionsWith() / transactionsWithout();
    }

    public double postgresMillisWithout() {
        return Medians.of(without, Round::postgresMillisPerTransaction);
    }

    public double postgresMillisWith() {
        return Medians.of(with, Round::postgresMillisPerTransaction);
    }

    /**
     * Transactions that were rolled back because of a deadlock, in all rounds with the solution.
     */
    public long deadlocks() {
        return with.stream().mapToLong(round -> round.written().deadlocks()).sum();
    }
}
