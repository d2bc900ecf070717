package dev.millrace.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with a single store. */
@Command(
        name = "store",
        header = "Restarts a store that has stopped.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = StoreRestartCommand.class)
final class StoreCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
