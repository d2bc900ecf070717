package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.testing.HistoryTables;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.ingest.testing.Workload;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ClosingIT {

    @Test
    void endsWithinSecondsAtAnyMomentAndLeavesNothingBehind() throws InterruptedException {
        try (TestSource source = TestSource.fresh()) {
            HistoryTables tables = HistoryTables.create(source);
            IngestSettings settings = source.settings();
            try (Workload workload = Workload.start(source, 7, 2)) {
                for (int i = 0; i < 12; i++) {
                    int commits = workload.commits() + 10 * i;
                    Ingest ingest = Ingest.start(settings);
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(30))
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> workload.commits() >= commits);

                    long begin = System.nanoTime();
                    ingest.close();

                    assertThat(Duration.ofNanos(System.nanoTime() - begin))
                            .isLessThan(Duration.ofSeconds(8));
                    assertThat(ingest.status().phase()).isEqualTo(IngestStatus.Phase.STOPPED);
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(10))
                            .until(() ->
                                    Thread.getAllStackTraces().keySet().stream()
                                            .noneMatch(thread ->
                                                    thread.getName().contains(source.slot())));
                }
            }

            try (Ingest ingest = Ingest.start(settings)) {
                source.awaitPublished(ingest);
            }
            tables.assertItemsPublished();
        }
    }
}
