package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.payouts.MinorUnits;
import dev.millrace.batch.payouts.StatementLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a practitioner got for what. */
@Command(
        name = "statement",
        header = "Prints what a practitioner earned and gave back, as CSV.",
        description = {
            "",
            "Amounts have the decimals of their currency. Lines without a payout are carried forward.",
            ""
        })
final class PayoutsStatementCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();

    @Parameters(paramLabel = "PRACTITIONER", description = "Id of the practitioner.")
    private UUID practitioner = new UUID(0, 0);

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (BatchOperations operations = BatchAccess.open(common.settings("payouts"));
                CSVPrinter csv = new CSVPrinter(out, CSVFormat.RFC4180)) {
            csv.printRecord(
                    "payout",
                    "state",
                    "period_end",
                    "kind",
                    "reference",
                    "processed_at",
                    "amount",
                    "currency");
            for (StatementLine line : operations.look(sql -> StatementLine.of(sql, practitioner))) {
                csv.printRecord(
                        line.payout().map(UUID::toString).orElse(""),
                        line.payoutStatus().orElse("carried"),
                        line.periodEnd().map(Object::toString).orElse(""),
                        line.kind(),
                        line.reference(),
                        line.processedAt().toInstant(),
                        MinorUnits.plain(line.amount(), line.currency()),
                        line.currency());
            }
            csv.flush();
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
