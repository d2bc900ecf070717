package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.testsupport.SharedStack;
import dev.millrace.ingest.publication.CommittedPositions;
import dev.millrace.ingest.source.SlotState;
import dev.millrace.ingest.testing.HistoryTables;
import dev.millrace.ingest.testing.IngestProcess;
import dev.millrace.ingest.testing.StartAttempt;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.Workload;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two instances, a silent broker: one writer at a time, and the slot never ahead of the topics. */
class TakeoverIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TestSource source;
    private HistoryTables tables;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
        tables = HistoryTables.create(source);
    }

    @AfterEach
    void dropSource() {
        source.sql("alter system reset wal_sender_timeout", "select pg_reload_conf()");
        source.close();
    }

    @Test
    void pausedLeaderIsFencedByWhoTookOver() throws InterruptedException {
        source.sql("alter system set wal_sender_timeout = '2s'", "select pg_reload_conf()");
        IngestSettings settings = source.settings();
        takeSnapshot(settings);
        try (Workload workload = Workload.start(source, 11, 3);
                IngestProcess leader = IngestProcess.start(settings)) {
            awaitCommits(workload, 200);
            leader.suspend();

            try (Ingest follower = Ingest.start(StartAttempt.patient(settings))) {
                awaitCommits(workload, workload.commits() + 200);
                leader.resume();
                // Whichever it notices first: it is fenced, or its stream is gone and the slot
                // taken.
                Awaitility.await()
                        .atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(leader.output())
                                        .containsPattern("FENCED|SERVER_UNREACHABLE|SLOT_IN_USE"));
                awaitCommits(workload, workload.commits() + 200);
                workload.stop();
                source.awaitPublished(follower);
                assertThat(follower.status().phase()).isEqualTo(IngestStatus.Phase.STREAMING);
                assertThat(follower.status().restarts()).isZero();
            }
        }

        tables.assertPublished();
    }

    @Test
    void silentBrokerHoldsTheSlotBack() throws InterruptedException, SQLException {
        IngestSettings settings = source.settings();
        takeSnapshot(settings);
        try (Ingest ingest = Ingest.start(settings);
                Workload workload = Workload.start(source, 12, 2);
                Connection connection = source.connect()) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> ingest.status().phase() == IngestStatus.Phase.STREAMING);
            awaitCommits(workload, workload.commits() + 100);

            SharedStack.get().kafka().stop();
            try {
                awaitCommits(workload, workload.commits() + 300);
                SlotState slot = SlotState.read(connection, source.slot()).orElseThrow();
                assertThat(slot.confirmed()).isLessThanOrEqualTo(ingest.status().committed());
            } finally {
                SharedStack.get().kafka().start();
            }
            awaitCommits(workload, workload.commits() + 100);
            workload.stop();
            source.awaitPublished(ingest);
            SlotState slot = SlotState.read(connection, source.slot()).orElseThrow();
            assertThat(slot.confirmed())
                    .isLessThanOrEqualTo(
                            CommittedPositions.latest(settings.kafka(), source.slot())
                                    .orElseThrow()
                                    .commitLsn());
        }

        tables.assertPublished();
    }

    private void takeSnapshot(IngestSettings settings) throws InterruptedException {
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }
    }

    private static void awaitCommits(Workload workload, int commits) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> workload.commits() >= commits);
    }
}
