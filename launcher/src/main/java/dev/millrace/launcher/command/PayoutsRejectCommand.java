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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The second person says no. */
@Command(
        name = "reject",
        header = "Rejects a batch that somebody else proposed: its items are open again.")
final class PayoutsRejectCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(paramLabel = "BATCH", description = "Id of the batch.")
    private UUID batch = new UUID(0, 0);

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why, for whoever proposed it.")
    private String reason = "";

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        try (BatchOperations operations = BatchAccess.open(common.settings("payouts"))) {
            String actor = options.actor();
            PayoutBatch rejected =
                    operations.act(
                            actor,
                            "reject",
                            PayoutsApproveCommand.RESOURCE,
                            batch.toString(),
                            sql -> {
                                PayoutBatches batches = new PayoutBatches(sql);
                                batches.reject(batch, actor, reason);
                                return batches.find(batch).orElseThrow();
                            });
            if (options.isJson()) {
                screen.say(BatchOptions.json(PayoutsShowCommand.json(rejected)));
            } else {
                screen.say("batch " + batch + " is rejected");
            }
            return 0;
        }
    }
}
