package dev.millrace.launcher.command;

import dev.millrace.bench.derived.DerivedBench;
import dev.millrace.bench.derived.DerivedReport;
import dev.millrace.bench.derived.DerivedSettings;
import dev.millrace.bench.derived.solution.SolutionKind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Our stores beside triggers, a refreshed view and Flink SQL. */
@Command(
        name = "derived",
        header = "Compares the stores with triggers, a refreshed view and Flink SQL.",
        description = {
            "",
            "Starts a PostgreSQL and a Kafka of its own, loads one data set, and lets each solution"
                    + " build its tables from nothing, then keep them while an application writes."
                    + " Measures the first build, how long after its commit a change can be read,"
                    + " what the application's throughput loses, CPU and memory, and the time until"
                    + " all is right again after kill -9; compares every result with the oracle."
                    + " Nothing else should run meanwhile.",
            ""
        })
final class BenchDerivedCommand implements Callable<Integer> {

    @Option(
            names = "--scale",
            paramLabel = "X",
            description =
                    "Size of the data set (default: 1, that is 100,000 people, 1,000,000"
                            + " enrollments, 5,000,000 rows of progress).")
    private @Nullable Double scale;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "How long freshness is measured, after as long to warm up; a round of throughput"
                            + " takes a third of it (default: 60).")
    private @Nullable Integer seconds;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Row changes a second while freshness is measured (default: 1000).")
    private @Nullable Integer rate;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds of throughput without and with each solution (default: 3).")
    private @Nullable Integer rounds;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Who takes part: ours, triggers, refresh, flink (default: all).")
    private @Nullable List<String> only;

    @Option(
            names = "--build-minutes",
            paramLabel = "N",
            description = "When a first build is given up (default: 20).")
    private @Nullable Integer buildMinutes;

    @Option(
            names = "--quick",
            description =
                    "Everything once, with few rows: shows that it works, not how fast it is.")
    private boolean quick;

    @Option(
            names = "--ours-jvm",
            paramLabel = "OPTION",
            description = "A further option of our own JVM, for a profiler. May be repeated.")
    private List<String> oursJvm = List.of();

    @Mixin private BenchOptions options = new BenchOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        DerivedSettings settings = settings();
        options.logs();
        DerivedReport report =
                new DerivedBench(settings, options.progress(spec.commandLine())).run();
        options.show(report::lines, spec.commandLine());
        return 0;
    }

    private DerivedSettings settings() {
        DerivedSettings base =
                quick
                        ? DerivedSettings.quick(options.folder())
                        : DerivedSettings.full(options.folder());
        try {
            return new DerivedSettings(
                    options.folder(),
                    only == null ? base.solutions() : only.stream().map(SolutionKind::of).toList(),
                    Objects.requireNonNullElse(scale, base.scale()),
                    seconds == null ? base.time() : Duration.ofSeconds(seconds),
                    Objects.requireNonNullElse(rate, base.rate()),
                    Objects.requireNonNullElse(rounds, base.rounds()),
                    buildMinutes == null ? base.buildPatience() : Duration.ofMinutes(buildMinutes),
                    oursJvm);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
