package dev.millrace.launcher.command;

import dev.millrace.launcher.screen.Screen;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Goes on with what ended early. */
@Command(
        name = "restart",
        header = "Goes on with an execution that failed, was stopped or lost its process.",
        description = {"", "With the same parameters and the same cut-off, to its end.", ""})
final class JobsRestartCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(paramLabel = "EXECUTION", description = "Number of the execution.")
    private long execution;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        return JobRuns.toTheEnd(
                common.settings("jobs"),
                new Screen(spec.commandLine().getOut()),
                options,
                false,
                operations -> operations.restart(execution, options.actor()));
    }
}
