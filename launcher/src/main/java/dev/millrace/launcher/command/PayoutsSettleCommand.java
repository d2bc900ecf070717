package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.payouts.findings.Findings;
import dev.millrace.launcher.screen.Screen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A person has looked at it. */
@Command(
        name = "settle",
        header = "Settles findings: they stand against nobody any more.",
        description = {
            "",
            "It mends nothing: a correction is a payment, a refund or a posting of its own. Found"
                    + " again as it is, a finding stays settled; found otherwise, it is another one.",
            ""
        })
final class PayoutsSettleCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(arity = "1..*", paramLabel = "FINDING", description = "Ids of findings.")
    private List<UUID> findings = new ArrayList<>();

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why.")
    private String reason = "";

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        String actor = options.actor();
        try (BatchOperations operations = BatchAccess.open(common.settings("payouts"))) {
            for (UUID finding : findings) {
                operations.act(
                        actor,
                        "settle",
                        "billing.reconciliation_finding",
                        finding.toString(),
                        Map.of("reason", reason),
                        sql -> {
                            new Findings(sql).settle(finding, actor, reason);
                            return true;
                        });
            }
        }
        if (options.isJson()) {
            screen.say(
                    BatchOptions.json(
                            Map.of("settled", findings.stream().map(UUID::toString).toList())));
        } else {
            findings.forEach(finding -> screen.say("finding " + finding + " is settled"));
        }
        return 0;
    }
}
