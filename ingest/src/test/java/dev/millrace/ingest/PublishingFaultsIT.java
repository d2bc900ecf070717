package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.IngestStatus.Phase;
import dev.millrace.ingest.testing.HistoryTables;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.Workload;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A broker that refuses to take a batch, once in the middle of the stream: the batch comes again,
 * or ingest has stopped and says why. Either way nothing is lost or doubled.
 */
class PublishingFaultsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private TestSource source;
    private HistoryTables tables;
    private Admin admin;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
        tables = HistoryTables.create(source);
        admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                source.topics().bootstrapServers()));
    }

    @AfterEach
    void dropSource() {
        admin.close();
        source.close();
    }

    @Test
    void refusalThatPassesIsOutlived() throws Exception {
        try (Ingest ingest = streaming(source.settings());
                Workload workload = Workload.start(source, 31, 3, PAUSE)) {
            awaitEvents(ingest, 200);

            // More copies than there are brokers: a retriable refusal of every batch.
            configure("min.insync.replicas", "2");
            awaitCommits(workload, 200);
            assertThat(ingest.status().phase()).isEqualTo(Phase.STREAMING);
            reset("min.insync.replicas");

            workload.stop();
            source.awaitPublished(ingest);
        }
        tables.assertPublished();
    }

    @Test
    void refusalForGoodStopsByNameAndTheNextStartGoesOn() throws Exception {
        IngestSettings settings = source.settings();
        try (Ingest ingest = streaming(settings);
                Workload workload = Workload.start(source, 32, 3, PAUSE)) {
            awaitEvents(ingest, 200);

            // Room for the broker's own marks, not for a row.
            configure("max.message.bytes", "150");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> ingest.status().phase() == Phase.FAILED);
            assertThat(ingest.status().failure())
                    .hasValueSatisfying(failure -> {
                        assertThat(failure.kind()).isEqualTo(ErrorKind.TABLE_UNCAPTURABLE);
                        assertThat(failure).hasMessageContaining("larger than a record may be");
                    });
            reset("max.message.bytes");
            awaitCommits(workload, 100);
        }

        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }
        tables.assertPublished();
    }

    @Test
    void fencedWithoutASuccessorGoesOn() throws Exception {
        try (Ingest ingest = streaming(source.settings());
                Workload workload = Workload.start(source, 33, 3, PAUSE)) {
            awaitEvents(ingest, 200);

            // What a broker does to a producer that was paused in the middle of a transaction.
            admin.fenceProducers(List.of("millrace-ingest-" + source.slot())).all().get();
            Awaitility.await().atMost(PATIENCE).until(() -> ingest.status().restarts() > 0);
            awaitCommits(workload, 100);
            workload.stop();
            source.awaitPublished(ingest);
            assertThat(ingest.status().restarts()).isEqualTo(1);
        }
        tables.assertPublished();
    }

    private Ingest streaming(IngestSettings settings) throws InterruptedException {
        Ingest ingest = Ingest.start(settings);
        source.awaitPublished(ingest);
        return ingest;
    }

    private void configure(String key, String value) throws Exception {
        alter(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET));
    }

    private void reset(String key) throws Exception {
        // Ingest made the topic with a limit of its own for the records' size.
        String own = Topics.capture(tables.items()).settings().get(key);
        alter(
                new AlterConfigOp(
                        new ConfigEntry(key, own),
                        own == null ? AlterConfigOp.OpType.DELETE : AlterConfigOp.OpType.SET));
    }

    private void alter(AlterConfigOp change) throws InterruptedException, ExecutionException {
        admin.incrementalAlterConfigs(
                        Map.of(
                                new ConfigResource(
                                        ConfigResource.Type.TOPIC,
                                        Topics.capture(tables.items()).name()),
                                List.of(change)))
                .all()
                .get();
    }

    private static void awaitEvents(Ingest ingest, long events) {
        Awaitility.await().atMost(PATIENCE).until(() -> ingest.status().eventsPublished() > events);
    }

    private static void awaitCommits(Workload workload, int more) {
        int commits = workload.commits() + more;
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> workload.commits() >= commits);
    }
}
