package dev.millrace.bench.throughput;

import dev.millrace.bench.contestant.Contestant;
import dev.millrace.bench.report.MarkdownTable;
import dev.millrace.bench.report.Medians;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Throughput as tables: the medians of each contestant, and ours in proportion to the others. */
public final class ThroughputTable {

    private final List<ThroughputResult> results;

    public ThroughputTable(List<ThroughputResult> results) {
        this.results = List.copyOf(results);
    }

    /** Medians, a row a contestant. */
    public List<String> medians() {
        MarkdownTable table =
                new MarkdownTable(
                        "contestant",
                        "changes/s",
                        "lowest to highest",
                        "CPU s / 1 M",
                        "broker CPU s / 1 M",
                        "PostgreSQL CPU s / 1 M",
                        "peak RSS MB",
                        "records read back");
        for (Contestant contestant : Contestant.values()) {
            List<ThroughputResult> runs = of(contestant);
            if (!runs.isEmpty()) {
                table.row(row(contestant, runs));
            }
        }
        return table.lines();
    }

    /** Our rate divided by that of the others, and what is aimed at. */
    public List<String> ratios() {
        MarkdownTable table = new MarkdownTable("Millrace in proportion to", "measured", "target");
        ratio(table, Contestant.CONNECT, 4.0);
        ratio(table, Contestant.CONNECT_TUNED, 1.3);
        ratio(table, Contestant.RAW, 0.3);
        return table.lines();
    }

    private static String[] row(Contestant contestant, List<ThroughputResult> runs) {
        double[] rates =
                runs.stream().mapToDouble(ThroughputResult::changesPerSecond).sorted().toArray();
        return new String[] {
            contestant.title(),
            "%,.0f".formatted(Medians.of(runs, ThroughputResult::changesPerSecond)),
            "%,.0f to %,.0f".formatted(rates[0], rates[rates.length - 1]),
            "%.1f".formatted(Medians.of(runs, ThroughputResult::cpuPerMillion)),
            "%.1f".formatted(Medians.of(runs, ThroughputResult::brokerCpuPerMillion)),
            "%.1f".formatted(Medians.of(runs, ThroughputResult::postgresCpuPerMillion)),
            "%.0f".formatted(Medians.of(runs, ThroughputResult::peakMegabytes)),
            contestant.topic().isEmpty()
                    ? "-"
                    : Arrays.stream(runs.stream().mapToLong(ThroughputResult::held).toArray())
                            .distinct()
                            .mapToObj("%,d"::formatted)
                            .collect(Collectors.joining(", "))
        };
    }

    private void ratio(MarkdownTable table, Contestant other, double target) {
        Optional<Double> ours = median(Contestant.MILLRACE);
        Optional<Double> theirs = median(other);
        if (ours.isPresent() && theirs.isPresent()) {
            double ratio = ours.get() / theirs.get();
            table.row(
                    other.title(),
                    "%.2f".formatted(ratio),
                    "%.1f, %s".formatted(target, ratio >= target ? "reached" : "missed"));
        }
    }

    private Optional<Double> median(Contestant contestant) {
        List<ThroughputResult> runs = of(contestant);
        return runs.isEmpty()
                ? Optional.empty()
                : Optional.of(Medians.of(runs, ThroughputResult::changesPerSecond));
    }

    private List<ThroughputResult> of(Contestant contestant) {
        return results.stream().filter(result -> result.contestant() == contestant).toList();
    }
}
