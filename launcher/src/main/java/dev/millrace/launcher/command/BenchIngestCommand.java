package dev.millrace.launcher.command;

import dev.millrace.bench.BenchSettings;
import dev.millrace.bench.BenchSettings.Part;
import dev.millrace.bench.IngestBench;
import dev.millrace.bench.contestant.Contestant;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Ingest beside Kafka Connect with Debezium, and beside the speed of the log itself. */
@Command(
        name = "ingest",
        header = "Compares ingest with Kafka Connect and with the speed of the log itself.",
        description = {
            "",
            "Starts a PostgreSQL and a Kafka of its own, records changes once, and lets each"
                    + " contestant read the same log in a process of its own, in turn, several"
                    + " times. Then measures how long after its commit a change can be read from"
                    + " its topic, and what REPLICA IDENTITY FULL costs. Takes about 20 minutes;"
                    + " nothing else should run meanwhile.",
            ""
        })
final class BenchIngestCommand implements Callable<Integer> {

    @Option(
            names = "--changes",
            paramLabel = "N",
            description = "Recorded changes that are measured (default: 1000000).")
    private @Nullable Integer changes;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description =
                    "Recorded changes before those, until the compilers are done (default: three tenths of --changes).")
    private @Nullable Integer warmUp;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Runs of each contestant, in turn (default: 3).")
    private @Nullable Integer rounds;

    @Option(
            names = "--contestants",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Who takes part: raw, millrace, millrace-debezium, connect, connect-tuned"
                            + " (default: all).")
    private @Nullable List<String> contestants;

    @Option(
            names = "--parts",
            paramLabel = "PART",
            split = ",",
            description = "Which tables: throughput, latency, identity (default: all).")
    private @Nullable List<Part> parts;

    @Option(
            names = "--latency-rates",
            paramLabel = "N",
            split = ",",
            description = "Changes a second for the latency table (default: 500,2000,10000).")
    private @Nullable List<Integer> rates;

    @Option(
            names = "--latency-seconds",
            paramLabel = "SECONDS",
            description = "How long at each rate (default: 20).")
    private @Nullable Integer latencySeconds;

    @Option(
            names = "--quick",
            description =
                    "Everything once, with 2,000 changes: shows that it works, not how fast it is.")
    private boolean quick;

    @Mixin private BenchOptions options = new BenchOptions();

    @Option(
            names = "--ingest-jvm",
            paramLabel = "OPTION",
            description = "A further option of our own JVM, for a profiler. May be repeated.")
    private List<String> ingestJvm = List.of();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        return options.run(
                this::settings,
                (settings, progress) -> new IngestBench(settings, progress).run()::lines,
                spec.commandLine());
    }

    private BenchSettings settings() {
        BenchSettings base =
                quick
                        ? BenchSettings.quick(options.folder())
                        : BenchSettings.full(options.folder());
        int measured = Objects.requireNonNullElse(changes, base.changes());
        int before = changes == null ? base.warmUp() : Math.max(1, (int) (measured * 0.3));
        return new BenchSettings(
                options.folder(),
                Objects.requireNonNullElse(parts, base.parts()),
                contestants == null
                        ? base.contestants()
                        : contestants.stream().map(Contestant::of).toList(),
                measured,
                Objects.requireNonNullElse(warmUp, before),
                Objects.requireNonNullElse(rounds, base.rounds()),
                Objects.requireNonNullElse(rates, base.rates()),
                latencySeconds == null ? base.latencyTime() : Duration.ofSeconds(latencySeconds),
                base.latencyWarmUp(),
                base.latencyOfConnect(),
                ingestJvm);
    }
}
