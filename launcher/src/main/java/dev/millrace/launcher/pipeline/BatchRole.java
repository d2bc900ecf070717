package dev.millrace.launcher.pipeline;

import dev.millrace.batch.BatchEnvironment;
import dev.millrace.batch.BatchJobs;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.schedule.JobScheduler;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.launcher.settings.MillraceSettings.Role;
import dev.millrace.schema.topics.OldValues;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** The batch jobs of a pipeline. */
public final class BatchRole {

    private BatchRole() {}

    /** What operators can do with them; connects when first asked. */
    public static BatchOperations operations(
            MillraceSettings settings, Connections connections, MeterRegistry meters) {
        return new BatchOperations(
                connections.as(Role.BATCH),
                settings.batch(),
                BatchJobs.all(
                        settings.batch(),
                        new BatchEnvironment(
                                connections.as(Role.OWNER),
                                connections.as(Role.OPERATOR),
                                new StoreCheck(connections),
                                ScratchPostgres::start,
                                new IndexBuilds(connections),
                                within -> bounded(connections, within),
                                meters)),
                meters,
                Clock.systemUTC());
    }

    private static Map<String, Integer> bounded(Connections connections, Duration within) {
        OldValues.Bounded bounded = OldValues.bound(connections.kafka(), within);
        return Map.of(
                "topics", bounded.topics(),
                "changed", bounded.changed(),
                "partitions", bounded.partitions());
    }

    /** Runs them when they are due. */
    static JobScheduler start(
            MillraceSettings settings, Connections connections, MeterRegistry meters) {
        BatchOperations operations = operations(settings, connections, meters);
        try {
            return JobScheduler.start(
                    operations, connections.as(Role.BATCH), settings.batch().schedule());
        } catch (RuntimeException e) {
            operations.close();
            throw e;
        }
    }
}
