package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.publication.CommittedPositions;
import dev.millrace.ingest.testing.HistoryTables;
import dev.millrace.ingest.testing.IngestProcess;
import dev.millrace.ingest.testing.StartAttempt;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.schema.position.SourcePosition;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Transactions that are larger than a batch. */
class LargeTransactionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
    void largeTransactionGoesOnWhereItWasCut() throws InterruptedException {
        IngestSettings settings = StartAttempt.patient(source.settings());
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
        try (Ingest ingest = Ingest.start(settings)) {
            awaitPartOf(rows / 2);
            source.endLogConnection();
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
        return CommittedPositions.latest(source.topics(), source.slot()).orElseThrow();
    }

    private void takeSnapshot(IngestSettings settings) throws InterruptedException {
        try (Ingest ingest = Ingest.start(settings)) {
            source.awaitPublished(ingest);
        }
    }
}
