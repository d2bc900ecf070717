package dev.millrace.launcher.command;

import dev.millrace.bench.derived.DerivedBench;
import dev.millrace.bench.derived.DerivedSettings;
import dev.millrace.bench.derived.solution.SolutionKind;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
                    + " A round of throughput takes a third of --seconds."
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
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Who takes part: ours, triggers, refresh, flink, reader (default: all).")
    private @Nullable List<String> only;

    @Option(
            names = "--apart",
            description =
                    "Measures the application's throughput a second time, as on two machines: the"
                            + " application and its database on one half of the processors, what"
                            + " keeps the tables on the other.")
    private boolean apart;

    @Option(
            names = "--standby",
            description =
                    "Ours reads the log from a hot standby of the database, which stands on the"
                            + " half of what keeps the tables, and starts and stops with it.")
    private boolean standby;

    @Option(
            names = "--ours-jvm",
            paramLabel = "OPTION",
            description = "A further option of our own JVM, for a profiler. May be repeated.")
    private List<String> oursJvm = List.of();

    @Mixin private SteadyLoadOptions load = new SteadyLoadOptions();

    @Mixin private BenchOptions options = new BenchOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(
                this::settings,
                (settings, progress) -> new DerivedBench(settings, progress).run()::lines,
                spec.commandLine());
    }

    private DerivedSettings settings() {
        DerivedSettings base =
                load.isQuick()
                        ? DerivedSettings.quick(options.folder())
                        : DerivedSettings.full(options.folder());
        return new DerivedSettings(
                options.folder(),
                only == null ? base.solutions() : only.stream().map(SolutionKind::of).toList(),
                Objects.requireNonNullElse(scale, base.scale()),
                load.time(base.time()),
                load.rate(base.rate()),
                load.rounds(base.rounds()),
                load.buildPatience(base.buildPatience()),
                load.nice(),
                apart,
                standby,
                oursJvm);
    }
}
