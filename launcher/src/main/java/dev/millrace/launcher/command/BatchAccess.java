package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.launcher.pipeline.BatchRole;
import dev.millrace.launcher.pipeline.Connections;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;

/** The batch jobs of servers that already run. */
final class BatchAccess {

    private BatchAccess() {}

    /** Without meters: for a command that ends soon. */
    static BatchOperations open(MillraceSettings settings) {
        return open(settings, new CompositeMeterRegistry());
    }

    static BatchOperations open(MillraceSettings settings, MeterRegistry meters) {
        Connections connections =
                Connections.toRunning(settings).orElseThrow(() -> RoleRun.nothingRuns(settings));
        return BatchRole.operations(settings, connections, meters);
    }

    /** Who gives the command: {@code --as}, or the user of the operating system. */
    static String actor(@org.jspecify.annotations.Nullable String given) {
        String actor = given == null ? System.getProperty("user.name", "") : given;
        if (actor.isBlank()) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "nobody knows who gives this command: say --as NAME");
        }
        return actor;
    }
}
