package dev.millrace.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.IngestStatus.Phase;
import dev.millrace.ingest.testing.AlteredTable;
import dev.millrace.ingest.testing.Seed;
import dev.millrace.ingest.testing.StartAttempt;
import dev.millrace.ingest.testing.TableRows;
import dev.millrace.ingest.testing.TestSource;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A captured table that is altered at random while it is written to: each change either flows on
 * right, or ingest stops and names the table and the column. Never a null that nobody wrote.
 */
class RandomSchemaChangesIT {

    private static final Logger LOG = LoggerFactory.getLogger(RandomSchemaChangesIT.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int CHANGES = Boolean.getBoolean("millrace.test.long") ? 240 : 24;

    private TestSource source;

    @BeforeEach
    void freshSource() {
        source = TestSource.fresh();
    }

    @AfterEach
    void dropSource() {
        source.close();
    }

    @ParameterizedTest
    @EnumSource
    void everyChangeFlowsOnOrStopsByName(LogReader logReader) throws InterruptedException {
        long seed = Seed.draw("random schema changes, " + logReader);
        int stops = 0;
        try (AlteredTable table = AlteredTable.create(source, seed)) {
            IngestSettings settings = source.settings().withLogReader(logReader);
            Ingest ingest = Ingest.start(settings);
            try {
                source.awaitPublished(ingest);
                table.startWriting();
                for (int i = 0; i < CHANGES; i++) {
                    AlteredTable.Change change = table.alter();
                    LOG.atInfo().addKeyValue("sql", change.sql()).log("altered");
                    if (change.supported()) {
                        awaitWritten(table, ingest);
                    } else {
                        assertStopsByName(ingest, change);
                        stops++;
                        // What the message asks for: without that column, a new snapshot.
                        ingest.close();
                        table.takeBack(change);
                        source.dropSlot();
                        source.requestEverything();
                        ingest = Ingest.start(settings);
                        StartAttempt.awaitStreaming(ingest);
                        awaitWritten(table, ingest);
                    }
                    table.pauseWriting();
                    table.touchEveryRow();
                    source.awaitPublished(ingest);
                    TableRows.assertSame(source, table.captured());
                    table.startWriting();
                }
                assertThat(table.writes()).isGreaterThan(CHANGES);
            } finally {
                ingest.close();
            }
        }
        assertThat(stops).isBetween(1, CHANGES - 1);
    }

    private void awaitWritten(AlteredTable table, Ingest ingest) throws InterruptedException {
        int writes = table.writes() + 5;
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> table.writes() >= writes);
        // A copy of a new column may meet the next change, and begins again then.
        assertThat(ingest.status().phase()).isNotEqualTo(Phase.FAILED);
    }

    private static void assertStopsByName(Ingest ingest, AlteredTable.Change change) {
        Awaitility.await().atMost(PATIENCE).until(() -> ingest.status().phase() == Phase.FAILED);
        PipelineException failure = ingest.status().failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(ErrorKind.TABLE_UNCAPTURABLE);
        assertThat(failure).hasMessageContaining("t.altered").hasMessageContaining(change.column());
    }
}
