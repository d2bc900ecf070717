package dev.millrace.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Money that practitioners get. */
@Command(
        name = "payouts",
        header = "Proposes, shows, approves and rejects payouts of practitioners.",
        description = {
            "",
            "propose takes the payments and refunds of a period and writes a batch; another person"
                    + " than the one who proposed it approves or rejects it. No money moves before.",
            ""
        },
        synopsisSubcommandLabel = "(propose | show | approve | reject | statement)",
        subcommands = {
            PayoutsProposeCommand.class,
            PayoutsShowCommand.class,
            PayoutsApproveCommand.class,
            PayoutsRejectCommand.class,
            PayoutsStatementCommand.class
        })
final class PayoutsCommand implements Runnable {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "a command is missing: propose, show, approve, reject or statement");
    }
}
