package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.publication.CommittedPositions;
import dev.millrace.ingest.testing.HistoryTables;
import dev.millrace.ingest.testing.IngestProcess;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.Workload;
import dev.millrace.schema.position.SourcePosition;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every committed change is in its topic once, in commit order of its key, whatever is killed. */
class RestartsIT {

    private static final Logger LOG = LoggerFactory.getLogger(RestartsIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RESTARTS = Boolean.getBoolean("millrace.test.long") ? 200 : 12;

    private TestSource source;
    private HistoryTables tables;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
        tables = HistoryTables.create(source);
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    @Test
    void randomRestartsUnderOverlappingTransactions() throws InterruptedException {
        long seed =
                Long.getLong("millrace.test.seed", ThreadLocalRandom.current().nextInt(100_000));
        LOG.atInfo().addKeyValue("seed", seed).log("random restarts");
        Random random = new Random(seed);
        IngestSettings settings = source.settings();

        takeSnapshot(settings);
        try (Workload workload = Workload.start(source, seed, 4)) {
            for (int i = 0; i < RESTARTS; i++) {
                int commits = workload.commits() + 20 + random.nextInt(200);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        try (IngestProcess ingest = IngestProcess.start(settings)) {
                            awaitCommits(workload, commits);
                            ingest.kill();
                        }
                    }
                    case 1 -> {
                        try (Ingest ingest = Ingest.start(patient(settings))) {
                            awaitCommits(workload, commits);
                            terminateWalSender();
                            awaitCommits(workload, commits + 50);
                            assertThat(
                                            ingest.status()
                                                    .failure()
                                                    .map(failure -> failure.kind().name()))
                                    .isIn(Optional.empty(), Optional.of("SERVER_UNREACHABLE"));
                        }
                    }
                    default -> {
                        try (Ingest _ = Ingest.start(patient(settings))) {
                            awaitCommits(workload, commits);
                        }
                    }
                }
            }
        }

        try (Ingest ingest = Ingest.start(patient(settings))) {
            source.awaitPublished(ingest);
        }
        tables.assertPublished();
    }

    @Test
    void largeTransactionGoesOnWhereItWasCut() throws InterruptedException {
        IngestSettings settings = source.settings();
        takeSnapshot(settings);
        int rows = 100_000;

        source.sql(
                "insert into t.pairs select g / 1000, g % 1000, g from generate_series(1, "
                        + rows
                        + ") g",
                "update t.pairs set v = -v where a < 3");
        try (IngestProcess ingest = IngestProcess.start(settings)) {
            awaitPartOf(rows / 4);
            ingest.kill();
        }
        SourcePosition cut = position();
        assertThat(cut.open()).isPresent();
        try (Ingest ingest = Ingest.start(patient(settings))) {
            awaitPartOf(rows / 2);
            terminateWalSender();
            source.awaitPublished(ingest);
            assertThat(ingest.status().restarts()).isPositive();
        }

        assertThat(position().open()).isEmpty();
        tables.assertPublished();
    }

    private void awaitPartOf(long rows) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        position().open().isPresent()
                                && position().open().get().published() >= rows);
    }

    private SourcePosition position() {
        return CommittedPositions.latest(TestSource.kafka(), source.slot()).orElseThrow();
    }

    private void awaitCommits(Workload workload, int commits) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> workload.commits() >= commits);
    }

    private void terminateWalSender() {
        source.query(
                "select pg_terminate_backend(active_pid)::text from pg_replication_slots where active_pid is not null and slot_name = '"
                        + source.slot()
                        + "'");
    }

    private void takeSnapshot(IngestSettings settings) throws InterruptedException {
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }
    }

    private static IngestSettings patient(IngestSettings settings) {
        return new IngestSettings(
                settings.capture(),
                settings.kafka(),
                settings.slotName(),
                settings.publication(),
                settings.tables(),
                settings.heartbeatInterval(),
                Duration.ofSeconds(30),
                false,
                settings.logReader());
    }
}
