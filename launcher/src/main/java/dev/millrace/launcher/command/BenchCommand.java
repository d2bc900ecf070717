package dev.millrace.launcher.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmarks. */
@Command(
        name = "bench",
        header = "Measures the pipeline beside what one would otherwise run.",
        synopsisSubcommandLabel = "BENCHMARK",
        subcommands = {
            BenchIngestCommand.class,
            BenchDerivedCommand.class,
            BenchSearchCommand.class,
            BenchBatchCommand.class
        })
final class BenchCommand implements Runnable {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    private boolean help;

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a benchmark is missing: ingest, derived, search or batch");
    }
}
