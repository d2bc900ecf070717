package dev.millrace.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Archived months in Parquet files. */
@Command(
        name = "archive",
        header = "Shows, verifies, brings back and queries archived months in Parquet files.",
        description = {
            "",
            "The files are in the folder of setting batch.archive.folder. Job retention writes a"
                    + " month before it leaves its table, job archive-export writes what is"
                    + " archived already.",
            ""
        },
        synopsisSubcommandLabel = "(list | export | verify | restore | query)",
        subcommands = {
            ArchiveListCommand.class,
            ArchiveExportCommand.class,
            ArchiveVerifyCommand.class,
            ArchiveRestoreCommand.class,
            ArchiveQueryCommand.class
        })
final class ArchiveCommand implements Runnable {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: list, export, verify, restore or query");
    }
}
