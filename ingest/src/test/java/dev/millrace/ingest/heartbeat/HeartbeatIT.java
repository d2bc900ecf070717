package dev.millrace.ingest.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.Ingest;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.TestTopics;
import dev.millrace.schema.capture.CapturedTables;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HeartbeatIT {

    @Test
    void slotMovesWhileOnlyOtherTablesAreBusy() throws InterruptedException {
        try (TestSource source = TestSource.fresh()) {
            source.sql(
                    "create table t.thing (id int primary key)",
                    "create table t.other (filler text)");
            source.capture("thing", "id");

            try (Ingest ingest = Ingest.start(source.settings())) {
                source.awaitPublished(ingest);
                for (int i = 0; i < 20; i++) {
                    source.sql(
                            "insert into t.other select repeat('x', 1000) from generate_series(1, 2000)");
                }
                Awaitility.await()
                        .atMost(Duration.ofSeconds(30))
                        .untilAsserted(() ->
                                assertThat(ingest.status().retainedBytes().orElseThrow())
                                        .isLessThan(10_000_000));
            }

            assertThat(TestTopics.of(CapturedTables.get(CapturedTables.HEARTBEAT_TABLE)))
                    .hasSizeGreaterThan(2);
        }
    }
}
