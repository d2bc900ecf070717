package dev.millrace.launcher.command;

import dev.millrace.batch.archive.ArchiveRestore;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings a month back from its files. */
@Command(
        name = "restore",
        header = "Runs job archive-restore: a month comes back from its files, verified.",
        description = {
            "",
            "Rows go to the tables of schema archive; those that are there already must be the same."
                    + " A month comes back whole or not at all.",
            ""
        })
final class ArchiveRestoreCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(
            index = "0",
            paramLabel = "TABLE",
            description =
                    "The live table, such as wellness.bookings; what left with it comes, too.")
    private String table = "";

    @Parameters(index = "1", paramLabel = "MONTH", description = "The month, such as 2018-12.")
    private String month = "";

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Map<String, String> parameters =
                Map.of(
                        ArchiveRestore.TABLE,
                        table,
                        ArchiveRestore.MONTH,
                        month(month).atDay(1).toString());
        return JobRuns.toTheEnd(
                common.settings("archive"),
                new Screen(spec.commandLine().getOut()),
                options,
                false,
                operations -> operations.run(ArchiveRestore.NAME, parameters, options.actor()));
    }

    private static YearMonth month(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "month is '%s', expected one such as 2018-12".formatted(text));
        }
    }
}
