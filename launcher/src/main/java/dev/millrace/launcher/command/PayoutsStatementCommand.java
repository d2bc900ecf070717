package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.payouts.StatementLine;
import dev.millrace.launcher.screen.Statement;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What a practitioner got for what. */
@Command(
        name = "statement",
        header = "Prints what a practitioner earned and gave back, as CSV or HTML.",
        description = {
            "",
            "Amounts have the decimals of their currency. Lines without a payout are carried forward.",
            ""
        })
final class PayoutsStatementCommand implements Callable<Integer> {

    private enum Format {
        CSV,
        HTML
    }

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(paramLabel = "PRACTITIONER", description = "Id of the practitioner.")
    private UUID practitioner = new UUID(0, 0);

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv or html (default: csv).",
            converter = FormatConverter.class)
    private Format format = Format.CSV;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<StatementLine> lines;
        try (BatchOperations operations = BatchAccess.open(common.settings("payouts"))) {
            lines =
                    operations.act(
                            options.actor(),
                            "statement",
                            "wellness.practitioner",
                            practitioner.toString(),
                            sql -> StatementLine.of(sql, practitioner));
        }
        Statement statement = new Statement(practitioner, lines);
        try {
            if (options.isJson()) {
                out.println(BatchOptions.json(statement.json()));
            } else {
                switch (format) {
                    case CSV -> statement.writeCsv(out);
                    case HTML -> statement.writeHtml(out);
                }
            }
            out.flush();
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By their names in lower case. */
    private static final class FormatConverter
            implements picocli.CommandLine.ITypeConverter<Format> {

        @Override
        public Format convert(String value) {
            try {
                return Format.valueOf(value.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new picocli.CommandLine.TypeConversionException(
                        "'" + value + "' is neither csv nor html");
            }
        }
    }
}
