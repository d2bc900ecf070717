package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.payouts.findings.Finding;
import dev.millrace.batch.payouts.findings.Findings;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.screen.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What does not agree about money. */
@Command(
        name = "findings",
        header = "Shows what job ledger-reconcile found and nobody has settled.",
        description = {
            "",
            "Payouts of a practitioner whom a finding concerns stop until it is settled. LAST SEEN is"
                    + " the run that found it last: older than the last run, it is gone by itself, and"
                    + " still somebody settles it.",
            "",
            "Exit codes: 0 none is open, 1 some are, 2 wrong usage, 70 a defect.",
            ""
        })
final class PayoutsFindingsCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Option(names = "--all", description = "With those that are settled.")
    private boolean all;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        try (BatchOperations operations = BatchAccess.open(common.settings("payouts"))) {
            List<Finding> findings = operations.look(sql -> new Findings(sql).all(all));
            if (options.isJson()) {
                screen.say(
                        BatchOptions.json(
                                findings.stream().map(PayoutsFindingsCommand::json).toList()));
            } else if (findings.isEmpty()) {
                screen.say("nothing is found that is not settled");
            } else {
                screen.say(table(findings));
            }
            return findings.stream().anyMatch(Finding::isOpen) ? Failures.FAILED : 0;
        }
    }

    private static List<String> table(List<Finding> findings) {
        TextTable table =
                new TextTable(
                        "FINDING",
                        "PROBLEM",
                        "WITH",
                        "DETAILS",
                        "PRACTITIONER",
                        "FOUND",
                        "LAST SEEN",
                        "SETTLED BY",
                        "WHY");
        for (Finding f : findings) {
            table.row(
                    f.id().toString(),
                    f.problem(),
                    f.subject(),
                    f.details().isEmpty() ? "-" : f.details(),
                    f.practitioner().map(Object::toString).orElse("-"),
                    f.foundAt().toString(),
                    f.seenAt().toString(),
                    f.settledBy().orElse("-"),
                    f.reason().orElse("-"));
        }
        return table.lines();
    }

    private static Map<String, @Nullable Object> json(Finding f) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("finding", f.id().toString());
        json.put("problem", f.problem());
        json.put("with", f.subject());
        json.put("details", f.details());
        json.put("practitioner", f.practitioner().map(Object::toString).orElse(null));
        json.put("found_at", f.foundAt().toString());
        json.put("seen_at", f.seenAt().toString());
        json.put("settled_by", f.settledBy().orElse(null));
        json.put("reason", f.reason().orElse(null));
        return json;
    }
}
