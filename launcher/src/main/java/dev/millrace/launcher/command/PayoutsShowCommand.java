package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.payouts.PayoutBatch;
import dev.millrace.batch.payouts.PayoutBatches;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.screen.TextTable;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Batches of payouts. */
@Command(name = "show", header = "Shows one batch of payouts, or the newest ones.")
final class PayoutsShowCommand implements Callable<Integer> {

    private static final int NEWEST = 20;

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(arity = "0..1", paramLabel = "BATCH", description = "Id of the batch.")
    private @Nullable UUID batch;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        try (BatchOperations operations = BatchAccess.open(common.settings("payouts"))) {
            List<PayoutBatch> batches =
                    batch == null ? newest(operations) : List.of(find(operations, batch));
            if (options.isJson()) {
                screen.say(
                        BatchOptions.json(batches.stream().map(PayoutsShowCommand::json).toList()));
            } else {
                screen.say(table(batches));
            }
            return 0;
        }
    }

    private static List<PayoutBatch> newest(BatchOperations operations) {
        return operations.look(sql -> new PayoutBatches(sql).newest(NEWEST));
    }

    private static PayoutBatch find(BatchOperations operations, UUID id) {
        return operations
                .look(sql -> new PayoutBatches(sql).find(id))
                .orElseThrow(() ->
                        new PipelineException(
                                ErrorKind.JOB_REFUSED, "there is no payout batch " + id));
    }

    private static List<String> table(List<PayoutBatch> batches) {
        TextTable table =
                new TextTable(
                        "BATCH",
                        "FROM",
                        "TO",
                        "STATE",
                        "PAYOUTS",
                        "TOTAL",
                        "PROPOSED BY",
                        "DECIDED BY");
        for (PayoutBatch b : batches) {
            table.row(
                    b.id().toString(),
                    b.first().toString(),
                    b.last().toString(),
                    b.status(),
                    Long.toString(b.payouts()),
                    String.join(" + ", b.totals()),
                    b.proposedBy(),
                    b.decidedBy().orElse("-"));
        }
        return table.lines();
    }

    /** A batch for scripts. */
    static Map<String, @Nullable Object> json(PayoutBatch b) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("batch", b.id().toString());
        json.put("period_start", b.first().toString());
        json.put("period_end", b.last().toString());
        json.put("state", b.status());
        json.put("payouts", b.payouts());
        json.put("totals", b.totals());
        json.put("proposed_by", b.proposedBy());
        json.put("proposed_at", b.proposedAt().toString());
        json.put("decided_by", b.decidedBy().orElse(null));
        return json;
    }
}
