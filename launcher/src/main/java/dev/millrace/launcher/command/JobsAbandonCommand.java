package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import picocli.CommandLine.Command;

/** Gives up an execution that failed, was stopped or lost its process. */
@Command(
        name = "abandon",
        header = "Gives up an execution that failed, was stopped or lost its process.")
final class JobsAbandonCommand extends ExecutionCommand {

    @Override
    String ask(BatchOperations operations, long execution, String actor) {
        operations.abandon(execution, actor);
        return "execution " + execution + " is given up";
    }
}
