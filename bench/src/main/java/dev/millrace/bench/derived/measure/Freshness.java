package dev.millrace.bench.derived.measure;

import dev.millrace.bench.derived.load.Application;
import dev.millrace.bench.derived.load.Written;
import dev.millrace.bench.derived.probe.Probe;
import dev.millrace.bench.derived.probe.ProbeRows;
import dev.millrace.bench.derived.probe.ProbeRun;
import dev.millrace.bench.derived.solution.OwnProcess;
import dev.millrace.bench.derived.solution.Solution;
import dev.millrace.bench.latency.LatencyResult;
import dev.millrace.bench.process.CpuTrace;
import dev.millrace.bench.process.ProcessFigures;
import dev.millrace.bench.servers.BenchServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * Freshness at a steady rate, and what it takes.
 *
 * @param ofStores from commit to readable, one a store
 * @param all the same of all stores together
 * @param unseen probes that could not be read within the patience; they count with their waiting
 * @param written what the application committed
 * @param machinery CPU meanwhile
 * @param peakMegabytes the most memory that the solution's process had resident since its start; 0
 *     without a process
 */
public record Freshness(
        List<LatencyResult> ofStores,
        LatencyResult all,
        long unseen,
        Written written,
        Machinery machinery,
        long peakMegabytes) {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    public Freshness {
        ofStores = List.copyOf(ofStores);
    }

    /** Writes at this rate, first to warm up, then to measure. */
    public static Freshness measure(
            BenchServers servers,
            Solution solution,
            Application application,
            ProbeRows rows,
            int rate,
            Duration warmUp,
            Duration time)
            throws SQLException, InterruptedException {
        try (ProbeRun probes = ProbeRun.start(servers, rows, solution.probedStores())) {
            application.writeAt(rate, warmUp);
            OptionalLong pid =
                    solution instanceof OwnProcess process ? process.pid() : OptionalLong.empty();
            OptionalLong server =
                    solution instanceof OwnProcess process
                            ? process.ownServer()
                            : OptionalLong.empty();
            CpuTrace trace = Machinery.watch(servers, pid, server);
            long from = System.nanoTime();
            long fromMillis = System.currentTimeMillis();
            Written written;
            long to;
            long toMillis;
            try (trace) {
                written = application.writeAt(rate, time);
                to = System.nanoTime();
                toMillis = System.currentTimeMillis();
            }
            probes.stopSending();
            probes.awaitSeen(to, PATIENCE);
            solution.failIfBroken();
            return of(
                    solution,
                    probes,
                    from,
                    to,
                    rate,
                    written,
                    Machinery.of(trace, fromMillis, toMillis),
                    pid.isPresent() ? ProcessFigures.peakResidentMegabytes(pid.getAsLong()) : 0);
        }
    }

    private static Freshness of(
            Solution solution,
            ProbeRun probes,
            long from,
            long to,
            int rate,
            Written written,
            Machinery machinery,
            long peakMegabytes) {
        List<LatencyResult> ofStores = new ArrayList<>();
        long[] all = {};
        long unseen = 0;
        for (Probe probe : Probe.values()) {
            if (!probes.probes().contains(probe)) {
                continue;
            }
            long[] micros = probes.micros(probe, from, to);
            unseen += probes.unseen(probe, from, to);
            ofStores.add(
                    new LatencyResult(
                            solution.kind().title() + ": " + probe.store(),
                            rate,
                            written.changesPerSecond(),
                            micros));
            int before = all.length;
            all = Arrays.copyOf(all, before + micros.length);
            System.arraycopy(micros, 0, all, before, micros.length);
        }
        return new Freshness(
                ofStores,
                new LatencyResult(solution.kind().title(), rate, written.changesPerSecond(), all),
                unseen,
                written,
                machinery,
                peakMegabytes);
    }
}
