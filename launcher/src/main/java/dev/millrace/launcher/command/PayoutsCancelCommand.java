package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.payouts.sending.TransferOutcomes;
import dev.millrace.launcher.screen.Screen;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Gives a payout up. */
@Command(
        name = "cancel",
        header = "Cancels a payout that failed or was never sent: its items are open again.",
        description = {
            "",
            "Refused while the payout may be paid: what is on its way has to come back first.",
            ""
        })
final class PayoutsCancelCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(paramLabel = "PAYOUT", description = "Id of the payout.")
    private UUID payout = new UUID(0, 0);

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
    private String reason = "";

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        String actor = options.actor();
        try (BatchOperations operations = BatchAccess.open(common.settings("payouts"))) {
            operations.act(
                    actor,
                    "cancel",
                    "billing.payout",
                    payout.toString(),
                    Map.of("reason", reason),
                    sql -> {
                        new TransferOutcomes(sql, actor).cancel(payout, reason);
                        return true;
                    });
        }
        if (options.isJson()) {
            screen.say(
                    BatchOptions.json(Map.of("payout", payout.toString(), "state", "cancelled")));
        } else {
            screen.say("payout " + payout + " is cancelled");
        }
        return 0;
    }
}
