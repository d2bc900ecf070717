package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.testsupport.OwnStack;
import dev.millrace.ingest.IngestStatus.Phase;
import dev.millrace.ingest.publication.CommittedPositions;
import dev.millrace.ingest.testing.HistoryTables;
import dev.millrace.ingest.testing.IngestProcess;
import dev.millrace.ingest.testing.Seed;
import dev.millrace.ingest.testing.StartAttempt;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.Workload;
import dev.millrace.schema.position.Lsn;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A broker that keeps its connections and answers nothing: the slot never passes what is durable in
 * the topics, and ingest goes on once the broker does.
 */
class SilentBrokerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int ROUNDS = Boolean.getBoolean("millrace.test.long") ? 20 : 2;

    // Longer than a producer waits for a commit (30 s), and than a broker lets a transaction be
    // open (60 s).
    private static final Duration LONG_SILENCE = Duration.ofSeconds(100);

    private OwnStack stack;
    private TestSource source;
    private HistoryTables tables;
    private IngestSettings settings;

    @BeforeEach
    void freshServers() throws InterruptedException {
        stack = OwnStack.start();
        source = TestSource.on(stack);
        tables = HistoryTables.create(source);
        settings = StartAttempt.patient(source.settings());
        try (Ingest snapshot = Ingest.start(settings)) {
            source.awaitPublished(snapshot);
        }
    }

    @AfterEach
    void endServers() {
        stack.close();
    }

    @Test
    void slotStaysBehindTheTopicsWhenIngestIsKilledInTheMiddleOfABatch()
            throws InterruptedException {
        long seed = Seed.draw("silent broker");
        Random random = new Random(seed);

        try (Workload workload = Workload.start(source, seed, 3, PAUSE)) {
            for (int round = 0; round < ROUNDS; round++) {
                try (IngestProcess ingest = IngestProcess.start(settings)) {
                    awaitCommits(workload, random.nextInt(200));

                    stack.broker().suspend();
                    Lsn silence = walEnd();
                    awaitCommits(workload, 20 + random.nextInt(100));
                    Lsn confirmed = confirmed();
                    ingest.kill();

                    // Nobody read on after the silence began, and there was more to read.
                    assertThat(walEnd()).isGreaterThan(silence);
                    assertThat(confirmed()).isEqualTo(confirmed).isLessThanOrEqualTo(silence);
                    stack.broker().resume();
                    // A commit whose answer was on its way becomes readable a moment later.
                    Awaitility.await()
                            .atMost(PATIENCE)
                            .untilAsserted(
                                    () -> assertThat(confirmed).isLessThanOrEqualTo(durable()));
                }
            }
        }
        finish();

        tables.assertPublished();
    }

    @Test
    @EnabledIfSystemProperty(named = "millrace.test.long", matches = "true")
    void silenceThatOutlastsEveryTimeoutOfKafkaIsOutlived() throws InterruptedException {
        long seed = Seed.draw("long silence");
        try (Workload workload = Workload.start(source, seed, 2, PAUSE);
                Ingest ingest = Ingest.start(settings)) {
            awaitCommits(workload, 100);

            stack.broker().suspend();
            Lsn silence = walEnd();
            long end = System.nanoTime() + LONG_SILENCE.toNanos();
            Awaitility.await()
                    .atMost(LONG_SILENCE.plus(PATIENCE))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        assertThat(confirmed()).isLessThanOrEqualTo(silence);
                        assertThat(ingest.status().phase()).isNotEqualTo(Phase.FAILED);
                        return System.nanoTime() - end > 0;
                    });
            stack.broker().resume();
            workload.stop();
            source.awaitPublished(ingest);
            assertThat(ingest.status().restarts()).isPositive();
        }

        tables.assertPublished();
    }

    private void finish() throws InterruptedException {
        try (Ingest last = Ingest.start(settings)) {
            source.awaitPublished(last);
        }
    }

    private Lsn walEnd() {
        return Lsn.parse(source.value("select pg_current_wal_insert_lsn()"));
    }

    private Lsn confirmed() {
        return Lsn.parse(
                source.value(
                        "select confirmed_flush_lsn from pg_replication_slots where slot_name = '"
                                + source.slot()
                                + "'"));
    }

    private Lsn durable() {
        return CommittedPositions.latest(settings.kafka(), source.slot()).orElseThrow().commitLsn();
    }

    private static void awaitCommits(Workload workload, int more) {
        int commits = workload.commits() + more;
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> workload.commits() >= commits);
    }
}
