package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.launcher.screen.Screen;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Something that an operator asks of one execution. */
abstract class ExecutionCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(paramLabel = "EXECUTION", description = "Number of the execution.")
    private long execution;

    @Spec private CommandSpec spec;

    /** Asks; returns what is said to people then. */
    abstract String ask(BatchOperations operations, long execution, String actor);

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        try (BatchOperations operations = BatchAccess.open(common.settings("jobs"))) {
            String answer = ask(operations, execution, options.actor());
            screen.say(
                    options.isJson()
                            ? BatchOptions.json(
                                    Map.of("execution", execution, "asked", spec.name()))
                            : answer);
            return 0;
        }
    }
}
