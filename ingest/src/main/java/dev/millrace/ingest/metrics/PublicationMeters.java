package dev.millrace.ingest.metrics;

import dev.millrace.ingest.log.LogEntry.Operation;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.stream.Stream;

/** The meters of what is published. */
final class PublicationMeters {

    private static final double[] SIZES = {1, 2, 5, 10, 20, 50, 100, 1_000, 10_000, 100_000, 1e6};
    private static final Duration[] TIMES =
            Stream.of(
                            1, 2, 5, 10, 20, 30, 50, 75, 100, 200, 500, 1_000, 2_000, 5_000, 10_000,
                            30_000, 60_000)
                    .map(Duration::ofMillis)
                    .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final DistributionSummary transactionChanges;
    private final DistributionSummary batchChanges;
    private final Timer kafkaCommit;
    private final Timer latency;

    PublicationMeters(MeterRegistry registry) {
        this.registry = registry;
        this.transactionChanges =
                DistributionSummary.builder("millrace.ingest.transaction.changes")
                        .description("Row changes of each published source transaction")
                        .serviceLevelObjectives(SIZES)
                        .register(registry);
        this.batchChanges =
                DistributionSummary.builder("millrace.ingest.batch.changes")
                        .description("Row changes of each Kafka transaction")
                        .serviceLevelObjectives(SIZES)
                        .register(registry);
        this.kafkaCommit =
                Timer.builder("millrace.ingest.kafka.commit")
                        .description("Begin to durable end of each Kafka transaction")
                        .serviceLevelObjectives(TIMES)
                        .register(registry);
        this.latency =
                Timer.builder("millrace.ingest.latency")
                        .description(
                                "From a transaction's commit in the source to all its changes durable in their topics; the difference of both clocks is part of it")
                        .serviceLevelObjectives(TIMES)
                        .register(registry);
    }

    /** The counters of a table, by the ordinal of the operation. */
    Counter[] events(String table) {
        return Stream.of(Operation.values())
                .map(operation ->
                        Counter.builder("millrace.ingest.events")
                                .description("Row changes published, by table and operation")
                                .tag("table", table)
                                .tag("operation", nameOf(operation))
                                .register(registry))
                .toArray(Counter[]::new);
    }

    DistributionSummary transactionChanges() {
        return transactionChanges;
    }

    DistributionSummary batchChanges() {
        return batchChanges;
    }

    Timer kafkaCommit() {
        return kafkaCommit;
    }

    Timer latency() {
        return latency;
    }

    private static String nameOf(Operation operation) {
        return switch (operation) {
            case CREATED -> "insert";
            case UPDATED -> "update";
            case DELETED -> "delete";
        };
    }
}
