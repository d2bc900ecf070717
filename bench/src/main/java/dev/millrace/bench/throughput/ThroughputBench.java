package dev.millrace.bench.throughput;

import dev.millrace.bench.contestant.Contestant;
import dev.millrace.bench.contestant.Contestants;
import dev.millrace.bench.contestant.Running;
import dev.millrace.bench.contestant.Running.Window;
import dev.millrace.bench.process.CpuTrace;
import dev.millrace.bench.process.ProcessFigures;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.bench.topics.BenchTopic;
import dev.millrace.bench.workload.RecordedChanges;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Lets each contestant work off the same recorded changes, in turn, several times. */
public final class ThroughputBench {

    private static final String OWN = "contestant";
    private static final String BROKER = "broker";
    private static final String POSTGRES = "PostgreSQL";

    private final BenchServers servers;
    private final RecordedChanges recorded;
    private final Contestants contestants;
    private final int warmUp;
    private final Consumer<String> progress;

    /**
     * @param warmUp how many of the recorded changes come before what is measured
     * @param progress told of each run
     */
    public ThroughputBench(
            BenchServers servers,
            RecordedChanges recorded,
            Contestants contestants,
            int warmUp,
            Consumer<String> progress) {
        this.servers = servers;
        this.recorded = recorded;
        this.contestants = contestants;
        this.warmUp = warmUp;
        this.progress = progress;
    }

    /**
     * Runs everybody so many times.
     *
     * @throws PipelineException when a contestant fails, or its topic holds other than each
     *     recorded change once
     */
    public List<ThroughputResult> run(List<Contestant> who, int rounds)
            throws SQLException, InterruptedException {
        List<ThroughputResult> results = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            for (Contestant contestant : who) {
                ThroughputResult result = run(contestant, round);
                progress.accept(
                        "round %d of %d, %-18s %,8.0f changes/s, %5.1f CPU s a million, %d MB"
                                .formatted(
                                        round,
                                        rounds,
                                        contestant.key(),
                                        result.changesPerSecond(),
                                        result.cpuPerMillion(),
                                        result.peakMegabytes()));
                results.add(result);
            }
        }
        return results;
    }

    private ThroughputResult run(Contestant contestant, int round)
            throws SQLException, InterruptedException {
        String slot = "bench_" + contestant.key().replace('-', '_') + "_" + round;
        Optional<String> topic = contestant.topic();
        if (topic.isPresent()) {
            BenchTopic.makeAnew(servers.kafka(), topic.get());
        }
        recorded.makeSlot(slot);
        Optional<Window> own;
        CpuTrace trace;
        long peak;
        try (Running running =
                contestants.start(contestant, slot, warmUp, recorded.changes(), recorded.end())) {
            long pid = running.pid();
            trace =
                    CpuTrace.start(
                            Map.of(
                                    OWN, () -> ProcessFigures.cpuSeconds(pid),
                                    BROKER, servers::brokerCpuSeconds,
                                    POSTGRES, servers::postgresCpuSeconds));
            try (trace) {
                own = running.awaitEnd();
                peak = ProcessFigures.peakResidentMegabytes(pid);
            }
        }
        recorded.dropSlot(slot);
        long held = 0;
        Window window;
        if (topic.isPresent()) {
            long[] times = BenchTopic.appendTimes(servers.kafka(), topic.get());
            held = times.length;
            requireAll(contestant, topic.get(), held);
            window = new Window(times[warmUp - 1], times[times.length - 1]);
            BenchTopic.delete(servers.kafka(), topic.get());
        } else {
            window = own.orElseThrow();
        }
        return new ThroughputResult(
                contestant,
                round,
                recorded.changes() - warmUp,
                held,
                window.seconds(),
                trace.between(OWN, window.fromMillis(), window.toMillis()),
                trace.between(BROKER, window.fromMillis(), window.toMillis()),
                trace.between(POSTGRES, window.fromMillis(), window.toMillis()),
                peak);
    }

    private void requireAll(Contestant contestant, String topic, long held) {
        if (held != recorded.changes()) {
            throw new PipelineException(
                    ErrorKind.RECORD_MALFORMED,
                    "%s: topic %s holds %d records, expected each of the %d recorded changes once"
                            .formatted(contestant.key(), topic, held, recorded.changes()));
        }
    }
}
