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

/** Asks an execution to end after the chunk that it has in hand, wherever it runs. */
@Command(
        name = "stop",
        header = "Asks an execution to end after the chunk that it has in hand, wherever it runs.")
final class JobsStopCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(paramLabel = "EXECUTION", description = "Number of the execution.")
    private long execution;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        try (BatchOperations operations = BatchAccess.open(common.settings("jobs"))) {
            operations.requestStop(execution, options.actor());
            if (options.isJson()) {
                screen.say(BatchOptions.json(Map.of("execution", execution, "asked", "stop")));
            } else {
                screen.say("execution " + execution + " is asked to stop; show says when it has");
            }
            return 0;
        }
    }
}
