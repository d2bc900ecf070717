package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.testing.Letters;
import dev.millrace.ingest.testing.StartAttempt;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What decides how large a row may be, and whether one that is larger stops ingest. */
class RowLimitsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private TestSource source;
    private Letters letters;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
        letters = new Letters(source);
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    @Test
    void strictIngestStopsAndSaysWhere() throws InterruptedException {
        source.sql("create table t.wide (id int primary key, txt text)");
        CapturedTable wide = source.capture("wide", "id");
        IngestSettings settings = letters.limited(TestSource.logReader());
        try (Ingest ingest = Ingest.start(settings.withBadRows(true, Letters.ROW_BYTES_MAX))) {
            StartAttempt.awaitStreaming(ingest);
            source.sql(
                    "insert into t.wide values (1, 'good')",
                    "insert into t.wide values (2, repeat('w', 40000))",
                    "insert into t.wide values (3, 'good')");
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> ingest.status().phase() == IngestStatus.Phase.FAILED);
            PipelineException failure = ingest.status().failure().orElseThrow();
            assertThat(failure.kind()).isEqualTo(ErrorKind.RECORD_MALFORMED);
            assertThat(failure)
                    .hasMessageContaining("t.wide with key [\"2\"]")
                    .hasMessageContaining("column txt")
                    .hasMessageNotContaining("www");
        }
        assertThat(letters.all()).isEmpty();

        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }
        letters.assertSameBut(wide, "id <> 2");
        assertThat(Letters.keysOf(letters.all())).containsExactly("[\"2\"]");
    }

    @Test
    void aTopicThatTakesLessThanTheSettingDecides() throws Exception {
        source.sql(
                "create table t.wide (id int primary key, txt text)",
                "insert into t.wide values (1, 'good')");
        CapturedTable wide = source.capture("wide", "id");
        IngestSettings settings = source.settings();
        StartAttempt.accepted(settings);
        limitTopic(wide, 5_000);
        try (Ingest ingest = Ingest.start(settings)) {
            source.sql("insert into t.wide values (2, repeat('y', 6000)), (3, 'good')");
            source.awaitPublished(ingest);
            assertThat(ingest.status().restarts()).isZero();
        }
        letters.assertSameBut(wide, "id <> 2");
        assertThat(Letters.keysOf(letters.all())).containsExactly("[\"2\"]");

        limitTopic(wide, 900);
        try (Ingest ingest = Ingest.start(settings)) {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> ingest.status().phase() == IngestStatus.Phase.FAILED);
            assertThat(ingest.status().failure().orElseThrow())
                    .hasMessageContaining("topic app.t.wide takes records of 900 bytes at most");
        }
    }

    private void limitTopic(CapturedTable table, int bytes) throws Exception {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", source.topics().bootstrapServers()))) {
            admin.incrementalAlterConfigs(
                            Map.of(
                                    new ConfigResource(
                                            ConfigResource.Type.TOPIC,
                                            Topics.capture(table).name()),
                                    List.of(
                                            new AlterConfigOp(
                                                    new ConfigEntry(
                                                            "max.message.bytes",
                                                            Integer.toString(bytes)),
                                                    AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }
}
