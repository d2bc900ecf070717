package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.payouts.results.PayoutResults;
import dev.millrace.batch.payouts.results.ResultReport;
import dev.millrace.batch.payouts.results.Verdict;
import dev.millrace.batch.payouts.sending.HandOver;
import dev.millrace.batch.payouts.sending.OperatorTransactions;
import dev.millrace.batch.payouts.sending.Transactions;
import dev.millrace.batch.payouts.stripe.StripeChannel;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.screen.TextTable;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What came of what was sent. */
@Command(
        name = "results",
        header = "Reads what the bank or Stripe tells about payouts.",
        description = {
            "",
            "Files are pain.002 (status report) and camt.054 (notification), of any version. A file"
                    + " is taken in whole or not at all, and once. What it tells of transfers that are"
                    + " not known, of other amounts, or against what is known, changes nothing, is"
                    + " kept, and is printed.",
            "",
            "Exit codes: 0 all is taken in, 1 something has to be looked at or a file is none of"
                    + " these, 2 wrong usage, 70 a defect.",
            ""
        })
final class PayoutsResultsCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(arity = "0..*", paramLabel = "FILE", description = "Files of the bank.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--stripe-days",
            paramLabel = "DAYS",
            description =
                    "Asks Stripe which transfers that were paid in the last DAYS days were reversed"
                            + " since.")
    private int stripeDays;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        if (files.isEmpty() && stripeDays <= 0) {
            throw new ParameterException(
                    spec.commandLine(), "neither a file is given nor --stripe-days");
        }
        Screen screen = new Screen(spec.commandLine().getOut());
        MillraceSettings settings = common.settings("payouts");
        boolean open = false;
        List<Map<String, Object>> json = new ArrayList<>();
        try (BatchOperations operations = BatchAccess.open(settings)) {
            Transactions transactions = new OperatorTransactions(operations, options.actor());
            for (Path file : files) {
                ResultReport report =
                        new PayoutResults(transactions)
                                .read(file.getFileName().toString(), bytes(file));
                open |= !report.attention().isEmpty();
                json.add(json(file, report));
                if (!options.isJson()) {
                    screen.say(lines(file, report));
                }
            }
            if (stripeDays > 0) {
                List<HandOver> found = stripe(settings).refresh(stripeDays, transactions);
                open |= found.stream().anyMatch(one -> one.state().equals("unknown"));
                json.add(Map.of("stripe", PayoutsSendCommand.handedOver(found)));
                if (!options.isJson()) {
                    screen.say(
                            found.isEmpty()
                                    ? List.of("Stripe: nothing was reversed")
                                    : PayoutsSendCommand.table(found));
                }
            }
        }
        if (options.isJson()) {
            screen.say(BatchOptions.json(json));
        }
        return open ? Failures.FAILED : 0;
    }

    private static StripeChannel stripe(MillraceSettings settings) {
        return settings.batch()
                .payouts()
                .channels()
                .stripeChannel()
                .orElseThrow(() ->
                        new PipelineException(
                                ErrorKind.SETTING_INVALID,
                                "batch.payouts.stripe.key is missing, nobody can be asked"));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.RECORD_MALFORMED, file + " cannot be read: " + e, e);
        }
    }

    private static List<String> lines(Path file, ResultReport report) {
        List<String> lines = new ArrayList<>();
        if (report.wasReadBefore()) {
            lines.add("%s (%s): read before, nothing is changed".formatted(file, report.kind()));
            return lines;
        }
        lines.add(
                "%s (%s): %d told, %d applied, %d known already, %d to be looked at"
                        .formatted(
                                file,
                                report.kind(),
                                report.lines().size(),
                                report.count(Verdict.APPLIED),
                                report.count(Verdict.KNOWN),
                                report.attention().size()));
        if (!report.attention().isEmpty()) {
            TextTable table = new TextTable("REFERENCE", "TOLD", "CODE", "VERDICT", "PAYOUT");
            report.attention()
                    .forEach(line ->
                            table.row(
                                    line.reference().isEmpty() ? "-" : line.reference(),
                                    line.outcome(),
                                    line.code().isEmpty() ? "-" : line.code(),
                                    line.verdict().text(),
                                    line.payout().map(UUID::toString).orElse("-")));
            lines.addAll(table.lines());
        }
        return lines;
    }

    private static Map<String, Object> json(Path file, ResultReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", file.toString());
        json.put("kind", report.kind());
        json.put("read_before", report.wasReadBefore());
        json.put(
                "told",
                report.lines().stream()
                        .map(line -> {
                            Map<String, @Nullable Object> row = new LinkedHashMap<>();
                            row.put("reference", line.reference());
                            row.put("payout", line.payout().map(UUID::toString).orElse(null));
                            row.put("outcome", line.outcome());
                            row.put("code", line.code());
                            row.put("reason", line.reason());
                            row.put("verdict", line.verdict().text());
                            return row;
                        })
                        .toList());
        return json;
    }
}
