package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.payouts.provider.ProviderRecords;
import dev.millrace.batch.payouts.provider.RecordReport;
import dev.millrace.batch.payouts.provider.Span;
import dev.millrace.batch.payouts.sending.OperatorTransactions;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a provider has on record. */
@Command(
        name = "records",
        header = "Reads a file of a provider's records, for job ledger-reconcile.",
        description = {
            "",
            "The file is CSV with the columns kind, reference, belongs_to, amount_minor, currency,"
                    + " status and occurred_at, and has everything of the provider from the first day"
                    + " to the last. kind is payment, refund or payout; status pending, succeeded or"
                    + " failed; belongs_to is the reference of the payment that a refund is of, and"
                    + " our id of the transfer that a payout is.",
            "",
            "A file is taken in whole or not at all, and once. What a later file says of the same"
                    + " reference counts.",
            ""
        })
final class PayoutsRecordsCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(
            names = "--provider",
            required = true,
            paramLabel = "NAME",
            description = "stripe, paypal, apple_pay, google_pay, square, or manual for a bank.")
    private String provider = "";

    @Option(
            names = "--from",
            required = true,
            paramLabel = "DATE",
            description = "First day of which the file has everything, UTC.")
    private LocalDate first = LocalDate.EPOCH;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DATE",
            description = "Last day of which it has everything, UTC.")
    private LocalDate last = LocalDate.EPOCH;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        Span span = span();
        try (BatchOperations operations = BatchAccess.open(common.settings("payouts"))) {
            RecordReport report =
                    new ProviderRecords(new OperatorTransactions(operations, options.actor()))
                            .read(file.getFileName().toString(), bytes(), provider, span);
            if (options.isJson()) {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("file", file.toString());
                json.put("was_read_before", report.wasReadBefore());
                json.put("records", report.records());
                screen.say(BatchOptions.json(json));
            } else if (report.wasReadBefore()) {
                screen.say(file + ": read before, nothing is changed");
            } else {
                screen.say(
                        "%s: %d records of %s; ./millrace jobs run ledger-reconcile holds them against what is here"
                                .formatted(file, report.records(), provider));
            }
            return 0;
        }
    }

    private Span span() {
        try {
            return new Span(first, last);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private byte[] bytes() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new PipelineException(
                    ErrorKind.RECORD_MALFORMED, file + " cannot be read: " + e, e);
        }
    }
}
