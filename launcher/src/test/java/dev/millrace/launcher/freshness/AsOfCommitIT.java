package dev.millrace.launcher.freshness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.launcher.population.Population;
import dev.millrace.launcher.population.PopulationSettings;
import dev.millrace.launcher.rows.ApplicationPool;
import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.SplitPipeline;
import dev.millrace.launcher.traffic.Traffic;
import dev.millrace.launcher.traffic.TrafficSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whoever waited for a commit finds it in the store, whatever happens meanwhile. */
class AsOfCommitIT {

    private static final Logger LOG = LoggerFactory.getLogger(AsOfCommitIT.class);
    private static final boolean LONG = Boolean.getBoolean("millrace.test.long");
    private static final int PROBES = LONG ? 5_000 : 200;
    private static final int KILLS = LONG ? 25 : 1;
    private static final int THREADS = 4;

    /** All stores, or those alone that are probed. */
    private static final Map<String, String> SETTINGS =
            LONG
                    ? Map.of()
                    : Map.of(
                            "streams.stores",
                            "course_progress, course_statistics, practitioner_stats");

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir private Path folder;
    private SplitPipeline pipeline;

    @BeforeEach
    void startServers() throws Exception {
        pipeline = SplitPipeline.start(folder, SETTINGS);
    }

    @AfterEach
    void stopServers() {
        pipeline.close();
    }

    @Test
    void neverAheadOfTheTruthUnderTrafficAndKills() throws Exception {
        long seed = new Random().nextLong();
        try (HikariDataSource application = ApplicationPool.open(pipeline.as("app"), 5)) {
            Population.load(application, new PopulationSettings(seed, 0.05), Clock.systemUTC());
            try (MillraceProcess ingest = pipeline.process("ingest");
                    Traffic traffic =
                            Traffic.start(application, new TrafficSettings(seed, 40, 2))) {
                ingest.awaitLine("ingest runs", PATIENCE);
                List<Probe.Outcome> outcomes = probeWhileStreamsAreKilled(seed);
                traffic.stop();

                assertThat(outcomes)
                        .as("seed %d", seed)
                        .hasSizeGreaterThanOrEqualTo(PROBES)
                        .allSatisfy(outcome -> assertThat(outcome.wrong()).isEmpty());
            }
        }
    }

    private List<Probe.Outcome> probeWhileStreamsAreKilled(long seed) throws Exception {
        AtomicInteger done = new AtomicInteger();
        List<Probe.Outcome> outcomes = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(THREADS)) {
            List<Future<List<Probe.Outcome>>> probes = new ArrayList<>();
            MillraceProcess streams = pipeline.process("streams");
            try {
                streams.awaitLine("streams runs", PATIENCE);
                for (int thread = 0; thread < THREADS; thread++) {
                    Random random = new Random(seed + thread);
                    probes.add(executor.submit(() -> probe(random, done)));
                }
                for (int kill = 1; kill <= KILLS; kill++) {
                    int next = kill * PROBES / (KILLS + 1);
                    await().atMost(PATIENCE.multipliedBy(4))
                            .pollInterval(Duration.ofMillis(20))
                            .until(() ->
                                    done.get() >= next || probes.stream().anyMatch(Future::isDone));
                    streams.killHard();
                    streams = pipeline.process("streams");
                }
                for (Future<List<Probe.Outcome>> probe : probes) {
                    outcomes.addAll(probe.get());
                }
            } finally {
                streams.close();
            }
        }
        return outcomes;
    }

    private List<Probe.Outcome> probe(Random random, AtomicInteger done) throws SQLException {
        List<Probe.Outcome> outcomes = new ArrayList<>();
        try (Connection writer = pipeline.connect("owner");
                Connection reader = pipeline.connect("operator")) {
            Probe probe = new Probe(writer, reader, random);
            while (done.getAndIncrement() < PROBES) {
                outcomes.add(probe.once(PATIENCE));
            }
        }
        List<Duration> waits = outcomes.stream().map(Probe.Outcome::waited).sorted().toList();
        LOG.atInfo()
                .addKeyValue("probes", waits.size())
                .addKeyValue("median", waits.get(waits.size() / 2))
                .addKeyValue("p99", waits.get(waits.size() * 99 / 100))
                .log("probed");
        return outcomes;
    }
}
