package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.launcher.screen.Screen;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives up an execution that failed, was stopped or lost its process. */
@Command(
        name = "abandon",
        header = "Gives up an execution that failed, was stopped or lost its process.")
final class JobsAbandonCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(paramLabel = "EXECUTION", description = "Number of the execution.")
    private long execution;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        try (BatchOperations operations = BatchAccess.open(common.settings("jobs"))) {
            operations.abandon(execution, options.actor());
            if (options.isJson()) {
                screen.say(BatchOptions.json(Map.of("execution", execution, "asked", "abandon")));
            } else {
                screen.say("execution " + execution + " is given up");
            }
            return 0;
        }
    }
}
