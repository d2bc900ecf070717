package dev.millrace.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Money that practitioners get. */
@Command(
        name = "payouts",
        header =
                "Proposes, approves and sends payouts of practitioners, and reads what came of them.",
        description = {
            "",
            "propose takes the payments and refunds of a period and writes a batch; another person"
                    + " than the one who proposed it approves or rejects it. No money moves before.",
            "",
            "send hands an approved batch to the bank or to Stripe, each payout once; results reads"
                    + " what the bank tells. Exit code 1 also says that a person has to look at"
                    + " something, which is printed; decide says what that person found out.",
            "",
            "records reads what a provider has on record; job ledger-reconcile holds it, and the"
                    + " ledger, against payments and refunds. What it finds is shown by findings, and"
                    + " stops payouts of whom it concerns until settle.",
            ""
        },
        synopsisSubcommandLabel =
                "(propose | show | approve | reject | account | send | results | decide | cancel | statement"
                        + " | records | findings | settle)",
        subcommands = {
            PayoutsProposeCommand.class,
            PayoutsShowCommand.class,
            PayoutsApproveCommand.class,
            PayoutsRejectCommand.class,
            PayoutsAccountCommand.class,
            PayoutsSendCommand.class,
            PayoutsResultsCommand.class,
            PayoutsDecideCommand.class,
            PayoutsCancelCommand.class,
            PayoutsStatementCommand.class,
            PayoutsRecordsCommand.class,
            PayoutsFindingsCommand.class,
            PayoutsSettleCommand.class
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
                "a command is missing: propose, show, approve, reject, account, send, results, decide,"
                        + " cancel, statement, records, findings or settle");
    }
}
