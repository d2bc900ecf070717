package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.payouts.MinorUnits;
import dev.millrace.batch.payouts.sending.HandOver;
import dev.millrace.batch.payouts.sending.OperatorTransactions;
import dev.millrace.batch.payouts.sending.PayoutSending;
import dev.millrace.batch.payouts.sending.SendReport;
import dev.millrace.batch.payouts.sending.TransferChannel;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.screen.TextTable;
import dev.millrace.launcher.settings.MillraceSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Money begins to move. */
@Command(
        name = "send",
        header = "Sends the payouts of an approved batch, each once.",
        description = {
            "",
            "Payouts by bank become a file pain.001 per currency in the folder outbox under"
                    + " batch.payouts.folder; those by Stripe become transfers there. Given again, the"
                    + " command finishes what ended early, asks what became of transfers whose outcome"
                    + " is not known, and sends those again that failed.",
            "",
            "Exit codes: 0 every payout is paid or on its way, 1 some are not, and are named,"
                    + " 2 wrong usage, 70 a defect.",
            ""
        })
final class PayoutsSendCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(paramLabel = "BATCH", description = "Id of the batch.")
    private UUID batch = new UUID(0, 0);

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        MillraceSettings settings = common.settings("payouts");
        List<TransferChannel> channels =
                settings.batch().payouts().channels().open(settings.folder().resolve("payouts"));
        try (BatchOperations operations = BatchAccess.open(settings)) {
            SendReport report =
                    new PayoutSending(
                                    channels, new OperatorTransactions(operations, options.actor()))
                            .send(batch);
            if (options.isJson()) {
                screen.say(BatchOptions.json(json(report)));
            } else {
                say(screen, report);
            }
            return report.isWhole() ? 0 : Failures.FAILED;
        }
    }

    private void say(Screen screen, SendReport report) {
        if (report.handedOver().isEmpty() && report.skipped().isEmpty()) {
            screen.say("batch " + batch + ": nothing is left to send");
        }
        if (!report.handedOver().isEmpty()) {
            screen.say(table(report.handedOver()));
        }
        if (!report.skipped().isEmpty()) {
            TextTable table = new TextTable("NOT SENT", "PRACTITIONER", "WHY");
            report.skipped()
                    .forEach(skipped ->
                            table.row(
                                    skipped.payout().toString(),
                                    skipped.practitioner().toString(),
                                    skipped.reason()));
            screen.say(table.lines());
        }
    }

    /** What channels did, one a line. */
    static List<String> table(List<HandOver> handedOver) {
        TextTable table = new TextTable("CHANNEL", "STATE", "TRANSFERS", "TOTAL", "WHERE", "WHY");
        for (HandOver one : handedOver) {
            table.row(
                    one.channel(),
                    one.state(),
                    Long.toString(one.transfers()),
                    MinorUnits.text(one.amount(), one.currency()),
                    one.where(),
                    one.reason().isEmpty() ? "-" : one.reason());
        }
        return table.lines();
    }

    private static Map<String, Object> json(SendReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("whole", report.isWhole());
        json.put("handed_over", handedOver(report.handedOver()));
        json.put(
                "not_sent",
                report.skipped().stream()
                        .map(skipped -> {
                            Map<String, String> row = new LinkedHashMap<>();
                            row.put("payout", skipped.payout().toString());
                            row.put("practitioner", skipped.practitioner().toString());
                            row.put("reason", skipped.reason());
                            return row;
                        })
                        .toList());
        return json;
    }

    /** The same for scripts. */
    static List<Map<String, Object>> handedOver(List<HandOver> handedOver) {
        return handedOver.stream()
                .map(one -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("channel", one.channel());
                    row.put("state", one.state());
                    row.put("transfers", one.transfers());
                    row.put("amount_minor", one.amount());
                    row.put("currency", one.currency());
                    row.put("where", one.where());
                    row.put("reason", one.reason());
                    return row;
                })
                .toList();
    }
}
