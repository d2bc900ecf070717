package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import picocli.CommandLine.Command;

/** Asks an execution to end after the chunk that it has in hand, wherever it runs. */
@Command(
        name = "stop",
        header = "Asks an execution to end after the chunk that it has in hand, wherever it runs.")
final class JobsStopCommand extends ExecutionCommand {

    @Override
    String ask(BatchOperations operations, long execution, String actor) {
        operations.requestStop(execution, actor);
        return "execution " + execution + " is asked to stop; show says when it has";
    }
}
