package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.payouts.MinorUnits;
import dev.millrace.batch.payouts.decisions.DecidedOutcome;
import dev.millrace.batch.payouts.decisions.Decision;
import dev.millrace.batch.payouts.decisions.PayoutDecisions;
import dev.millrace.batch.payouts.findings.Findings;
import dev.millrace.batch.payouts.sending.Transfer;
import dev.millrace.launcher.screen.Screen;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A person says what came of a payout. */
@Command(
        name = "decide",
        header = "Says what came of a payout that was sent, where files of the bank do not.",
        description = {
            "",
            "For what the bank says by telephone, for a booking that names no transfer or another"
                    + " amount, and for a rejected transfer that turns out to be paid. The payout and"
                    + " the ledger are then as if a file had told it.",
            "",
            "paid: the money has left for good; of a transfer that is sent, or failed. failed: it"
                    + " never left and never will, so that the payout can be sent again or cancelled;"
                    + " of one that is sent. returned: all of it has come back, and the items are open"
                    + " again; of one that is sent or paid. Say failed only when whoever has the money"
                    + " has said so: what was paid and is sent again is paid twice.",
            "",
            "Another person decides than the one who proposed the payout.",
            "",
            "Exit codes: 0 done, 1 refused, 2 wrong usage, 70 a defect.",
            ""
        })
final class PayoutsDecideCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(
            index = "0",
            paramLabel = "PAYOUT",
            description = "Id of the payout, or of its transfer as files for banks write it.")
    private UUID id = new UUID(0, 0);

    @Parameters(
            index = "1",
            paramLabel = "OUTCOME",
            converter = OutcomeConverter.class,
            description = "paid, failed or returned.")
    private DecidedOutcome outcome = DecidedOutcome.PAID;

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why, and who at the bank said so.")
    private String reason = "";

    @Option(
            names = "--reference",
            paramLabel = "TEXT",
            description = "What the bank or Stripe calls the transfer.")
    private @Nullable String reference;

    @Option(
            names = "--settles",
            paramLabel = "FINDING",
            description = "A finding that is settled by it, in the same step; may be repeated.")
    private List<UUID> findings = new ArrayList<>();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (reason.isBlank()) {
            throw new ParameterException(
                    spec.commandLine(), "the reason is blank, expected some words");
        }
        Decision decision = new Decision(id, outcome, reason, Optional.ofNullable(reference));
        String actor = options.actor();
        Screen screen = new Screen(spec.commandLine().getOut());
        try (BatchOperations operations = BatchAccess.open(common.settings("payouts"))) {
            Transfer transfer =
                    operations.act(
                            actor,
                            "decide",
                            "billing.payout",
                            id.toString(),
                            details(decision),
                            sql -> {
                                Transfer decided = new PayoutDecisions(sql, actor).decide(decision);
                                findings.forEach(finding ->
                                        new Findings(sql)
                                                .settle(finding, actor, decision.reason()));
                                return decided;
                            });
            screen.say(options.isJson() ? BatchOptions.json(json(transfer)) : line(transfer));
        }
        return 0;
    }

    private Map<String, String> details(Decision decision) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("outcome", decision.outcome().text());
        details.put("reason", decision.reason());
        decision.reference().ifPresent(text -> details.put("reference", text));
        if (!findings.isEmpty()) {
            details.put(
                    "settles",
                    findings.stream().map(UUID::toString).collect(Collectors.joining(" ")));
        }
        return details;
    }

    private String line(Transfer transfer) {
        return "payout %s, %s: transfer %s was %s and is %s%s"
                .formatted(
                        transfer.payout(),
                        MinorUnits.text(transfer.amount(), transfer.currency()),
                        transfer.reference(),
                        transfer.state(),
                        outcome.text(),
                        findings.isEmpty()
                                ? ""
                                : "; %d findings settled".formatted(findings.size()));
    }

    private Map<String, Object> json(Transfer transfer) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("payout", transfer.payout().toString());
        json.put("transfer", transfer.id().toString());
        json.put("amount", MinorUnits.text(transfer.amount(), transfer.currency()));
        json.put("former_state", transfer.state());
        json.put("state", outcome.text());
        json.put("settled", findings.stream().map(UUID::toString).toList());
        return json;
    }
}
