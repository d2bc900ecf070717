package dev.millrace.ingest.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.ingest.log.LogEntry;
import dev.millrace.ingest.log.LogEntry.Operation;
import dev.millrace.ingest.rows.ColumnForm;
import dev.millrace.ingest.rows.RowImage;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.position.Lsn;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PublicationCountsTest {

    private static final long NOW_MICROS = 5_000_000;
    private static final ColumnForm AS_IT_IS =
            (json, text, from, to) -> {
                throw new AssertionError("whoever counts writes no rows");
            };
    private static final TableShape A = shape("a");
    private static final TableShape B = shape("b");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PublicationCounts counts =
            new PublicationCounts(
                    new PublicationMeters(registry),
                    Clock.fixed(Instant.ofEpochSecond(NOW_MICROS / 1_000_000), ZoneOffset.UTC));

    @Test
    void nothingCountsBeforeItIsDurable() {
        counts.change(change(A, Operation.CREATED));
        counts.transactionEnds(1, NOW_MICROS);

        assertThat(events("t.a", "insert")).isZero();
        assertThat(transactions().count()).isZero();
    }

    @Test
    void eachBatchCountsOnceByTableAndOperation() {
        counts.change(change(A, Operation.CREATED));
        counts.change(change(B, Operation.CREATED));
        counts.change(change(A, Operation.CREATED));
        counts.change(change(A, Operation.DELETED));
        counts.transactionEnds(4, NOW_MICROS - 30_000);
        counts.durable(2_000_000);
        counts.change(change(B, Operation.UPDATED));
        counts.durable(1_000_000);

        assertThat(events("t.a", "insert")).isEqualTo(2);
        assertThat(events("t.a", "update")).isZero();
        assertThat(events("t.a", "delete")).isEqualTo(1);
        assertThat(events("t.b", "insert")).isEqualTo(1);
        assertThat(events("t.b", "update")).isEqualTo(1);
        assertThat(transactions().totalAmount()).isEqualTo(4);
        assertThat(registry.get("millrace.ingest.batch.changes").summary().totalAmount())
                .isEqualTo(5);
        Timer kafka = registry.get("millrace.ingest.kafka.commit").timer();
        assertThat(kafka.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(3);
        Timer latency = registry.get("millrace.ingest.latency").timer();
        assertThat(latency.count()).isEqualTo(1);
        assertThat(latency.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(30);
    }

    @Test
    void aBatchOfManySmallTransactionsRecordsEach() {
        for (int i = 1; i <= 1_000; i++) {
            counts.transactionEnds(i, NOW_MICROS + 1);
        }
        counts.durable(1);

        assertThat(transactions().count()).isEqualTo(1_000);
        assertThat(transactions().totalAmount()).isEqualTo(500_500);
        // A source whose clock is ahead has no negative latency.
        assertThat(registry.get("millrace.ingest.latency").timer().totalTime(TimeUnit.SECONDS))
                .isZero();
    }

    @Test
    void aTableWhoseColumnsChangedKeepsItsCounters() {
        counts.change(change(A, Operation.CREATED));
        counts.change(change(shape("a"), Operation.CREATED));
        counts.durable(1);

        assertThat(events("t.a", "insert")).isEqualTo(2);
    }

    private double events(String table, String operation) {
        return registry
                .find("millrace.ingest.events")
                .tags("table", table, "operation", operation)
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private DistributionSummary transactions() {
        return registry.get("millrace.ingest.transaction.changes").summary();
    }

    private static LogEntry.Change change(TableShape shape, Operation operation) {
        return new LogEntry.Change(
                operation,
                new RowImage(shape, new @Nullable String[] {"1"}),
                new Lsn(1),
                1,
                NOW_MICROS);
    }

    private static TableShape shape(String table) {
        return new TableShape(
                new CapturedTable(
                        "t",
                        table,
                        List.of("id"),
                        Set.of(),
                        ReplicaIdentity.FULL,
                        Optional.empty()),
                List.of(new TableShape.Column("id", AS_IT_IS)));
    }
}
