package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.payouts.PayoutBatch;
import dev.millrace.batch.payouts.PayoutBatches;
import dev.millrace.launcher.screen.Screen;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The second person says yes. */
@Command(
        name = "approve",
        header = "Approves a batch that somebody else proposed: its payouts are under way.")
final class PayoutsApproveCommand implements Callable<Integer> {

    static final String RESOURCE = "billing.payout_batch";

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(paramLabel = "BATCH", description = "Id of the batch.")
    private UUID batch = new UUID(0, 0);

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        try (BatchOperations operations = BatchAccess.open(common.settings("payouts"))) {
            String actor = options.actor();
            PayoutBatch approved =
                    operations.act(
                            actor,
                            "approve",
                            RESOURCE,
                            batch.toString(),
                            sql -> {
                                PayoutBatches batches = new PayoutBatches(sql);
                                batches.approve(batch, actor);
                                return batches.find(batch).orElseThrow();
                            });
            if (options.isJson()) {
                screen.say(BatchOptions.json(PayoutsShowCommand.json(approved)));
                return 0;
            }
            screen.say(
                    "batch %s is approved: %d payouts, %s"
                            .formatted(
                                    batch,
                                    approved.payouts(),
                                    String.join(" + ", approved.totals())));
            return 0;
        }
    }
}
