package dev.millrace.launcher.command;

import dev.millrace.launcher.health.Duty;
import dev.millrace.launcher.health.Monitoring;
import dev.millrace.launcher.pipeline.Pipeline;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** One role of the program alone, on servers that already run. */
final class RoleRun {

    private static final Duration LOOK = Duration.ofSeconds(1);

    private RoleRun() {}

    static int untilStopped(
            Duty duty, MillraceSettings settings, PrintWriter out, Consumer<Pipeline> start) {
        String role = duty.roleName();
        StopSignal stop = StopSignal.listen();
        try (Monitoring monitoring = Monitoring.start(settings, role, Set.of(duty));
                Pipeline pipeline =
                        Pipeline.attach(settings, monitoring.registry())
                                .orElseThrow(() -> nothingRuns(settings))) {
            monitoring.watch(pipeline);
            start.accept(pipeline);
            out.println("Health and metrics  " + monitoring.url());
            out.println(role + " runs. Stop it with Ctrl-C.");
            out.flush();
            while (!stop.await(LOOK)) {
                pipeline.failIfBroken();
            }
            out.println("stopping");
            out.flush();
        }
        return 0;
    }

    static PipelineException nothingRuns(MillraceSettings settings) {
        return new PipelineException(
                ErrorKind.SERVER_UNREACHABLE,
                "no embedded servers run in folder "
                        + settings.folder()
                        + ". Start them with ./millrace up, or name servers of your own with --config");
    }
}
