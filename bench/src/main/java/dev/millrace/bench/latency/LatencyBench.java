package dev.millrace.bench.latency;

import dev.millrace.bench.contestant.Contestant;
import dev.millrace.bench.contestant.Contestants;
import dev.millrace.bench.contestant.Running;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.bench.topics.BenchTopic;
import dev.millrace.bench.workload.RecordedChanges;
import dev.millrace.schema.topics.RowFormat;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes at a steady rate and measures how long after its commit each change is readable. */
public final class LatencyBench {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final BenchServers servers;
    private final Contestants contestants;
    private final Duration time;
    private final Duration warmUp;
    private final Consumer<String> progress;

    /**
     * @param time how long at each rate
     * @param warmUp how long before that at the same rate
     * @param progress told of each rate
     */
    public LatencyBench(
            BenchServers servers,
            Contestants contestants,
            Duration time,
            Duration warmUp,
            Consumer<String> progress) {
        this.servers = servers;
        this.contestants = contestants;
        this.time = time;
        this.warmUp = warmUp;
        this.progress = progress;
    }

    /** One contestant at each rate, one after the other, in one process. */
    public List<LatencyResult> run(Contestant contestant, List<Integer> rates)
            throws SQLException, InterruptedException {
        String slot = "bench_latency_" + contestant.key().replace('-', '_');
        BenchTopic.makeAnew(servers.kafka(), contestant.topic().orElseThrow());
        RecordedChanges nothing = RecordedChanges.startingNow(servers, slot);
        List<LatencyResult> results = new ArrayList<>();
        try (Running _ = contestants.start(contestant, slot, 1, 1, nothing.end());
                TopicWatch watch = TopicWatch.start(servers.kafka(), contestant)) {
            SteadyWriter writer = new SteadyWriter(servers);
            // The first change tells that everything runs.
            long written = writer.write(1, Duration.ofNanos(1));
            watch.await(written, PATIENCE);
            for (int rate : rates) {
                written += writer.write(rate, warmUp);
                int from = watch.count();
                long since = RowFormat.microsOf(Instant.now());
                long begin = System.nanoTime();
                long measured = writer.write(rate, time);
                double seconds = (System.nanoTime() - begin) / 1e9;
                written += measured;
                watch.await(written, PATIENCE);
                LatencyResult result =
                        new LatencyResult(
                                contestant.title(),
                                rate,
                                measured / seconds,
                                watch.latencies(from, since));
                progress.accept(
                        "%s at %,d changes/s: median %.1f ms, 99 %% within %.1f ms"
                                .formatted(
                                        contestant.key(),
                                        rate,
                                        result.quantileMillis(0.5),
                                        result.quantileMillis(0.99)));
                results.add(result);
            }
        } finally {
            nothing.dropSlot(slot);
        }
        BenchTopic.delete(servers.kafka(), contestant.topic().orElseThrow());
        return results;
    }
}
