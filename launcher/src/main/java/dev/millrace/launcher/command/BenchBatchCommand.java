package dev.millrace.launcher.command;

import dev.millrace.bench.batch.BatchBench;
import dev.millrace.bench.batch.BatchBenchPart;
import dev.millrace.bench.batch.BatchBenchSettings;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The batch jobs beside plain SQL. */
@Command(
        name = "batch",
        header = "Compares batch jobs with plain SQL that does the same.",
        description = {
            "",
            "Starts a PostgreSQL of its own and measures payouts beside one statement, a month that"
                    + " leaves beside deletes in chunks and pg_partman, with the longest time that a writer waited,"
                    + " the export to Parquet beside COPY, the erasure of one person, and what it"
                    + " takes to launch a job. Nothing else should run meanwhile.",
            ""
        })
final class BenchBatchCommand implements Callable<Integer> {

    @Option(
            names = "--scale",
            paramLabel = "X",
            description =
                    "Size of the data (default: 1, that is 1,000,000 payments, bookings and people,"
                            + " 20,000 practitioners).")
    private double scale = 1;

    @Option(
            names = "--launches",
            paramLabel = "N",
            description = "Runs of a job without work (default: ${DEFAULT-VALUE}).")
    private int launches = 20;

    @Option(
            names = "--partman",
            paramLabel = "DIR",
            description =
                    "Also lets pg_partman detach the month. The folder has"
                            + " extension/pg_partman.control in it, such as"
                            + " usr/share/postgresql/15 of the unpacked Debian package"
                            + " postgresql-15-partman; its files must be readable for everybody.")
    private @Nullable Path partman;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "Measures these only: ${COMPLETION-CANDIDATES} (default: all).")
    private List<BatchBenchPart> only = List.of();

    @Mixin private BenchOptions options = new BenchOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(
                this::settings,
                (settings, progress) -> new BatchBench(settings, progress).run()::lines,
                spec.commandLine());
    }

    private BatchBenchSettings settings() {
        return new BatchBenchSettings(
                options.folder(),
                scale,
                launches,
                Optional.ofNullable(partman),
                only.isEmpty() ? EnumSet.allOf(BatchBenchPart.class) : EnumSet.copyOf(only));
    }
}
