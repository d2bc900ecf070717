package dev.millrace.bench;

import dev.millrace.bench.BenchSettings.Part;
import dev.millrace.bench.contestant.Contestant;
import dev.millrace.bench.contestant.Contestants;
import dev.millrace.bench.identity.IdentityBench;
import dev.millrace.bench.identity.IdentityCost;
import dev.millrace.bench.latency.LatencyBench;
import dev.millrace.bench.latency.LatencyResult;
import dev.millrace.bench.servers.BenchServers;
import dev.millrace.bench.throughput.ThroughputBench;
import dev.millrace.bench.throughput.ThroughputResult;
import dev.millrace.bench.workload.ChangeTable;
import dev.millrace.bench.workload.RecordedChanges;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures ingest beside what a user would otherwise run, on servers of its own. */
public final class IngestBench {

    private final BenchSettings settings;
    private final Consumer<String> progress;

    /**
     * @param progress told in a line what is being done
     */
    public IngestBench(BenchSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Runs everything that the settings ask for.
     *
     * @throws PipelineException when a server does not start, a contestant fails, or a topic does
     *     not hold what was written
     * @throws InterruptedException when interrupted
     */
    public IngestReport run() throws InterruptedException {
        progress.accept("starting PostgreSQL and Kafka");
        try (BenchServers servers = BenchServers.start(settings.folder())) {
            ChangeTable.create(servers);
            Contestants contestants = new Contestants(servers, settings.ingestJvm());
            // First, while the log is quiet.
            List<IdentityCost> costs =
                    settings.parts().contains(Part.IDENTITY)
                            ? new IdentityBench(servers).run()
                            : List.of();
            List<LatencyResult> latencies =
                    settings.parts().contains(Part.LATENCY)
                            ? latencies(servers, contestants)
                            : List.of();
            List<ThroughputResult> throughput = List.of();
            double walBytes = 0;
            if (settings.parts().contains(Part.THROUGHPUT)) {
                RecordedChanges recorded = record(servers);
                walBytes = recorded.walBytes() / (double) recorded.changes();
                throughput =
                        new ThroughputBench(
                                        servers, recorded, contestants, settings.warmUp(), progress)
                                .run(settings.contestants(), settings.rounds());
            }
            return new IngestReport(
                    settings, version(servers), walBytes, throughput, latencies, costs);
        } catch (SQLException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE, "the benchmark's database: " + e.getMessage(), e);
        }
    }

    private List<LatencyResult> latencies(BenchServers servers, Contestants contestants)
            throws SQLException, InterruptedException {
        LatencyBench bench =
                new LatencyBench(
                        servers,
                        contestants,
                        settings.latencyTime(),
                        settings.latencyWarmUp(),
                        progress);
        List<LatencyResult> results = new ArrayList<>();
        if (settings.contestants().contains(Contestant.MILLRACE)) {
            results.addAll(bench.run(Contestant.MILLRACE, settings.rates()));
        }
        if (settings.latencyOfConnect()
                && settings.contestants().contains(Contestant.CONNECT_TUNED)) {
            results.addAll(bench.run(Contestant.CONNECT_TUNED, settings.rates()));
        }
        return results;
    }

    private RecordedChanges record(BenchServers servers) throws SQLException {
        int changes = settings.warmUp() + settings.changes();
        return RecordedChanges.record(
                servers,
                changes,
                done -> progress.accept("recorded %,d of %,d changes".formatted(done, changes)));
    }

    private static String version(BenchServers servers) throws SQLException {
        try (Connection connection = servers.connect()) {
            return connection.getMetaData().getDatabaseProductVersion();
        }
    }
}
