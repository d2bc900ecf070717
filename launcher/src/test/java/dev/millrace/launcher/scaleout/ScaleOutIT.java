package dev.millrace.launcher.scaleout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.millrace.launcher.population.Population;
import dev.millrace.launcher.population.PopulationSettings;
import dev.millrace.launcher.rows.ApplicationPool;
import dev.millrace.launcher.testing.MillraceProcess;
import dev.millrace.launcher.testing.SplitPipeline;
import dev.millrace.launcher.testing.TypedCommand;
import dev.millrace.launcher.traffic.Traffic;
import dev.millrace.launcher.traffic.TrafficSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes come and go under traffic: the stores stand still for a while at most, and stay right.
 */
class ScaleOutIT {

    private static final Logger LOG = LoggerFactory.getLogger(ScaleOutIT.class);
    private static final boolean LONG = Boolean.getBoolean("millrace.test.long");
    private static final int ROUNDS = LONG ? 10 : 1;
    private static final String STORES = "course_progress,course_statistics,practitioner_stats";
    // A killed member is missed for a session of 10 s, and its state restored after that.
    private static final Duration STANDSTILL_MAX = Duration.ofSeconds(60);

    @TempDir private Path folder;
    private final AtomicInteger processes = new AtomicInteger();

    @Test
    void processesThatComeAndGoCostAPauseAndNothingElse() throws Exception {
        long seed = new Random().nextLong();
        Map<String, String> settings =
                Map.of(
                        "kafka.partitions", "4",
                        "streams.stores", STORES,
                        "streams.standbys", "1");
        try (SplitPipeline pipeline = SplitPipeline.start(folder, settings);
                HikariDataSource application = ApplicationPool.open(pipeline.as("app"), 5)) {
            Population.load(application, new PopulationSettings(seed, 0.05), Clock.systemUTC());
            Deque<MillraceProcess> streams = new ArrayDeque<>();
            try (MillraceProcess ingest = pipeline.process("ingest");
                    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                ingest.awaitLine("ingest runs", SplitPipeline.PATIENCE);
                streams.add(another(pipeline));
                streams.add(another(pipeline));
                awaitFresh(pipeline);
                try (Traffic traffic =
                        Traffic.start(application, new TrafficSettings(seed, 40, 2))) {
                    AtomicBoolean done = new AtomicBoolean();
                    Future<Duration> standstill =
                            executor.submit(() -> longestStandstill(pipeline, done));
                    for (int round = 0; round < ROUNDS; round++) {
                        streams.add(another(pipeline));
                        awaitFresh(pipeline);
                        streams.removeFirst().killHard();
                        awaitFresh(pipeline);
                        MillraceProcess leaving = streams.removeFirst();
                        leaving.terminate();
                        leaving.awaitExit(SplitPipeline.PATIENCE);
                        awaitFresh(pipeline);
                        streams.add(another(pipeline));
                        awaitFresh(pipeline);
                    }
                    done.set(true);
                    traffic.stop();

                    LOG.atInfo()
                            .addKeyValue("longest", standstill.get())
                            .log("the stores stood still");
                    assertThat(standstill.get()).as("seed %d", seed).isLessThan(STANDSTILL_MAX);
                }
                TypedCommand.Ended verify = pipeline.run("verify");
                assertThat(verify.code()).as("seed %d: %s", seed, verify.output()).isZero();
            } finally {
                streams.forEach(MillraceProcess::close);
            }
        }
    }

    private MillraceProcess another(SplitPipeline pipeline) throws Exception {
        Path own = Files.createDirectory(folder.resolve("process-" + processes.incrementAndGet()));
        MillraceProcess process = pipeline.process(own, "streams");
        process.awaitLine("streams runs", SplitPipeline.PATIENCE);
        return process;
    }

    /** Until every store holds what had committed at this call. */
    private static void awaitFresh(SplitPipeline pipeline) throws SQLException {
        String now = pipeline.text("select pg_current_wal_insert_lsn()");
        await().atMost(SplitPipeline.PATIENCE)
                .until(() ->
                        pipeline.text(
                                        "select count(*) from derived.freshness"
                                                + " where store = any (string_to_array('%s', ','))"
                                                        .formatted(STORES)
                                                + " and as_of_lsn >= '%s'".formatted(now))
                                .equals("3"));
    }

    /** The longest time for which some store was as of the same commit, while commits went on. */
    private static Duration longestStandstill(SplitPipeline pipeline, AtomicBoolean done)
            throws SQLException {
        double longest = 0;
        try (Connection connection = pipeline.connect("operator");
                var query =
                        connection.prepareStatement(
                                "select extract(epoch from max(lag)) from derived.freshness"
                                        + " where store = any (string_to_array(?, ','))")) {
            query.setString(1, STORES);
            while (!done.get()) {
                try (var row = query.executeQuery()) {
                    row.next();
                    longest = Math.max(longest, row.getDouble(1));
                }
            }
        }
        return Duration.ofMillis((long) (longest * 1_000));
    }
}
