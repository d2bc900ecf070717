package dev.millrace.launcher.command;

import dev.millrace.bench.search.SearchBench;
import dev.millrace.bench.search.SearchBenchSettings;
import dev.millrace.bench.search.indexer.IndexerKind;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Our search indexes beside the naive indexer, and beside the search server's own limit. */
@Command(
        name = "search",
        header = "Compares the search indexes with the naive indexer and the server's own limit.",
        description = {
            "",
            "Starts a PostgreSQL, a Kafka and a search server of its own, loads one data set, and"
                    + " lets each indexer fill four indexes from nothing, then keep them while an"
                    + " application writes and visitors search. Measures the first build beside"
                    + " bare bulk requests, how long after its commit a search finds a change, what"
                    + " searches take meanwhile, and how long a parent with many children takes;"
                    + " compares every document with the oracle. Nothing else should run meanwhile.",
            ""
        })
final class BenchSearchCommand implements Callable<Integer> {

    @Option(
            names = "--scale",
            paramLabel = "X",
            description =
                    "Size of the data set (default: 1, that is 50,000 courses with 200,000 lessons,"
                            + " 20,000 practitioners with 200,000 reviews).")
    private @Nullable Double scale;

    @Option(
            names = "--children",
            paramLabel = "N",
            description = "Documents of the popular parent, whatever the scale (default: 5000).")
    private @Nullable Integer children;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Who takes part: ours, naive (default: both).")
    private @Nullable List<String> only;

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
                (settings, progress) -> new SearchBench(settings, progress).run()::lines,
                spec.commandLine());
    }

    private SearchBenchSettings settings() {
        SearchBenchSettings base =
                load.isQuick()
                        ? SearchBenchSettings.quick(options.folder())
                        : SearchBenchSettings.full(options.folder());
        return new SearchBenchSettings(
                options.folder(),
                only == null ? base.indexers() : only.stream().map(IndexerKind::of).toList(),
                Objects.requireNonNullElse(scale, base.scale()),
                Objects.requireNonNullElse(children, base.children()),
                load.time(base.time()),
                load.rate(base.rate()),
                load.rounds(base.rounds()),
                base.patience(),
                load.buildPatience(base.buildPatience()),
                load.nice(),
                oursJvm);
    }
}
