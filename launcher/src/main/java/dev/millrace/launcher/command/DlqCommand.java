package dev.millrace.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What could not be used and waits for a person. */
@Command(
        name = "dlq",
        header = "Lists, shows and replays dead letters: rows and records that could not be used.",
        description = {
            "",
            "A row that ingest cannot publish goes to topic dlq.ingest, a record that a store cannot"
                    + " use to dlq.<store>, and all others go on. Mend the cause, then replay: the row"
                    + " is brought as it is in its table then.",
            ""
        },
        synopsisSubcommandLabel = "(list | show | replay)",
        subcommands = {DlqListCommand.class, DlqShowCommand.class, DlqReplayCommand.class})
final class DlqCommand implements Runnable {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: list, show or replay");
    }
}
