package dev.millrace.launcher.command;

import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line. */
@Command(
        name = "millrace",
        header = "Keeps derived values right while an application writes to PostgreSQL.",
        description = {
            "",
            "Without --config the program starts a real PostgreSQL, a real Kafka broker and a real"
                    + " search server of its own, on loopback, with data under .millrace.",
            ""
        },
        mixinStandardHelpOptions = true,
        version = "millrace 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            SimulateCommand.class,
            ImportCommand.class,
            StatusCommand.class,
            VerifyCommand.class,
            RebuildCommand.class,
            SearchCommand.class,
            ReindexCommand.class,
            StoreCommand.class,
            DlqCommand.class,
            JobsCommand.class,
            PayoutsCommand.class,
            ArchiveCommand.class,
            MigrateCommand.class,
            IngestCommand.class,
            StreamsCommand.class,
            SearchIndexerCommand.class,
            BatchCommand.class,
            BenchCommand.class
        },
        footer = {
            "",
            "  test       Builds, checks and tests everything (handled by the start script).",
            "",
            "Exit codes: 0 done and right, 1 failed or not right, 2 wrong usage, 70 defect."
        })
public final class MillraceCommand implements Runnable {

    @Spec private CommandSpec spec;

    /** The whole command line, ready to execute what somebody typed. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new MillraceCommand());
        commandLine.setExecutionExceptionHandler(Failures::report);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.registerConverter(UUID.class, new ReferenceConverter());
        return commandLine;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
