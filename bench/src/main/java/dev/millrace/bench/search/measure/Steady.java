package dev.millrace.bench.search.measure;

import dev.millrace.bench.derived.load.Written;
import dev.millrace.bench.latency.LatencyResult;
import dev.millrace.bench.search.indexer.Indexer;
import dev.millrace.bench.search.load.Visitors;
import dev.millrace.bench.search.load.Writers;
import dev.millrace.bench.search.probe.ProbeNumbers;
import dev.millrace.bench.search.probe.SearchProbe;
import dev.millrace.bench.search.probe.SearchProbes;
import dev.millrace.bench.servers.BenchServers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * Freshness and searches while the application writes at a steady rate.
 *
 * @param ofProbes from commit to found, one a kind of probe
 * @param all the same of all kinds together
 * @param unseen probes that no search had shown when they were no longer waited for; they count
 *     with their waiting
 * @param searches from sending to the answer
 * @param written what the application committed
 * @param cpu what was computed meanwhile
 */
public record Steady(
        List<LatencyResult> ofProbes,
        LatencyResult all,
        long unseen,
        LatencyResult searches,
        Written written,
        CpuSeconds cpu) {

    public Steady {
        ofProbes = List.copyOf(ofProbes);
    }

    /**
     * Writes and searches at these rates, first to warm up, then to measure.
     *
     * @param patience how long probes are waited for when nobody writes any more
     */
    public static Steady measure(
            BenchServers servers,
            Indexer indexer,
            Writers writers,
            ProbeNumbers numbers,
            int rate,
            Duration warmUp,
            Duration time,
            Duration patience)
            throws SQLException, InterruptedException {
        try (SearchProbes probes = SearchProbes.start(servers, numbers);
                Visitors visitors = Visitors.start(servers.searchUrl())) {
            writers.write(rate, warmUp);
            OptionalLong pid = OptionalLong.of(indexer.pid());
            CpuSeconds before = CpuSeconds.now(servers, pid);
            long from = System.nanoTime();
            Written written = writers.write(rate, time);
            long to = System.nanoTime();
            CpuSeconds cpu = CpuSeconds.now(servers, pid).minus(before);
            probes.finish(patience);
            indexer.failIfBroken();
            return of(indexer, probes, visitors, from, to, rate, written, cpu);
        }
    }

    private static Steady of(
            Indexer indexer,
            SearchProbes probes,
            Visitors visitors,
            long from,
            long to,
            int rate,
            Written written,
            CpuSeconds cpu)
            throws InterruptedException {
        String who = indexer.kind().title();
        List<LatencyResult> ofProbes = new ArrayList<>();
        long[] all = {};
        long unseen = 0;
        for (SearchProbe probe : SearchProbe.values()) {
            long[] micros = probes.micros(probe, from, to);
            all = LongStream.concat(LongStream.of(all), LongStream.of(micros)).toArray();
            unseen += probes.unseen(probe, from, to);
            ofProbes.add(
                    new LatencyResult(
                            who + ": " + probe.title(), rate, written.changesPerSecond(), micros));
        }
        return new Steady(
                ofProbes,
                new LatencyResult(who, rate, written.changesPerSecond(), all),
                unseen,
                new LatencyResult(who, rate, written.changesPerSecond(), visitors.micros(from, to)),
                written,
                cpu);
    }
}
