package dev.millrace.launcher.command;

import dev.millrace.launcher.health.HealthAddresses;
import dev.millrace.launcher.pipeline.Pipeline;
import dev.millrace.launcher.pipeline.RunningState;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at a pipeline from outside. */
@Command(
        name = "status",
        header = "Shows what runs, how far each stage is, and what is wrong.",
        description = {
            "",
            "Reads the servers, not the program: it works wherever the roles run.",
            "Exit code 0 when ingest is connected and no stage is stuck; 1 otherwise.",
            ""
        })
final class StatusCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        MillraceSettings settings = common.settings("status");
        Screen screen = new Screen(spec.commandLine().getOut());
        try (Pipeline pipeline =
                Pipeline.attach(settings).orElseThrow(() -> RoleRun.nothingRuns(settings))) {
            RunningState state = RunningState.of(pipeline);
            screen.say(state.lines());
            HealthAddresses.of(settings.folder())
                    .forEach(process ->
                            screen.say(
                                    "health     %s: %s/health/ready, metrics %s/metrics"
                                            .formatted(
                                                    process.role(), process.url(), process.url())));
            return state.isHealthy() ? 0 : Failures.FAILED;
        }
    }
}
