package dev.millrace.bench.derived;

import dev.millrace.bench.derived.check.Difference;
import dev.millrace.bench.derived.measure.Build;
import dev.millrace.bench.derived.measure.Cost;
import dev.millrace.bench.derived.measure.Freshness;
import dev.millrace.bench.derived.measure.Idle;
import dev.millrace.bench.derived.measure.Machinery;
import dev.millrace.bench.derived.measure.Recovery;
import dev.millrace.bench.latency.LatencyResult;
import dev.millrace.bench.latency.LatencyTable;
import dev.millrace.bench.report.MarkdownTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The tables of the report. */
final class DerivedTables {

    private static final String NONE = "-";

    private DerivedTables() {}

    static List<String> builds(List<SolutionResult> results) {
        MarkdownTable table =
                new MarkdownTable(
                        "solution",
                        "stores",
                        "seconds",
                        "source rows/s",
                        "plain SQL seconds",
                        "plain SQL rows/s",
                        "of plain SQL",
                        "result");
        for (SolutionResult result : results) {
            result.build().ifPresent(build -> table.row(row(result, build)));
        }
        return table.lines();
    }

    private static String[] row(SolutionResult result, Build build) {
        String outcome = build.isDone() ? "right" : "WRONG: " + String.join(", ", build.lacking());
        if (result.allStoresSeconds().isPresent()) {
            outcome +=
                    "; every other store after another %.0f s"
                            .formatted(result.allStoresSeconds().getAsDouble());
        }
        return new String[] {
            result.kind().title(),
            Integer.toString(build.stores().size()),
            "%.1f".formatted(build.seconds()),
            "%,.0f".formatted(build.rowsPerSecond()),
            "%.1f".formatted(build.plainSeconds()),
            "%,.0f".formatted(build.sourceRows() / build.plainSeconds()),
            "%.3f".formatted(build.ofPlain()),
            outcome
        };
    }

    static List<String> freshness(List<SolutionResult> results) {
        List<LatencyResult> all = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (SolutionResult result : results) {
            if (result.freshness().isPresent()) {
                Freshness freshness = result.freshness().get();
                all.add(freshness.all());
                all.addAll(freshness.ofStores());
                if (freshness.unseen() > 0) {
                    notes.add(
                            "%s: %,d probes were never readable while they were waited for; they count with their waiting."
                                    .formatted(result.kind().title(), freshness.unseen()));
                }
            }
        }
        return LatencyTable.lines(all, notes);
    }

    static List<String> machinery(Idle idle, List<SolutionResult> results) {
        MarkdownTable table =
                new MarkdownTable(
                        "solution",
                        "changes/s committed",
                        "own CPU s/s",
                        "broker CPU s/s",
                        "PostgreSQL CPU s/s",
                        "peak RSS MB");
        table.row(
                "nobody",
                "%,.0f".formatted(idle.written().changesPerSecond()),
                NONE,
                NONE,
                "%.2f".formatted(idle.machinery().postgres()),
                NONE);
        for (SolutionResult result : results) {
            result.freshness()
                    .ifPresent(freshness -> {
                        Machinery machinery = freshness.machinery();
                        boolean process = freshness.peakMegabytes() > 0;
                        table.row(
                                result.kind().title(),
                                "%,.0f".formatted(freshness.written().changesPerSecond()),
                                process ? "%.2f".formatted(machinery.own()) : NONE,
                                process ? "%.2f".formatted(machinery.broker()) : NONE,
                                "%.2f".formatted(machinery.postgres()),
                                process ? Long.toString(freshness.peakMegabytes()) : NONE);
                    });
        }
        return table.lines();
    }

    /**
     * What the application loses.
     *
     * @param cost which of the two
     */
    static List<String> costs(
            List<SolutionResult> results, Function<SolutionResult, Optional<Cost>> cost) {
        MarkdownTable table =
                new MarkdownTable(
                        "solution",
                        "transactions/s without",
                        "with",
                        "ratio",
                        "PostgreSQL CPU ms a transaction without",
                        "with it",
                        "deadlocks");
        for (SolutionResult result : results) {
            cost.apply(result).ifPresent(measured -> table.row(row(result, measured)));
        }
        return table.lines();
    }

    private static String[] row(SolutionResult result, Cost cost) {
        return new String[] {
            result.kind().title(),
            "%,.0f".formatted(cost.transactionsWithout()),
            "%,.0f".formatted(cost.transactionsWith()),
            "%.2f".formatted(cost.ratio()),
            "%.2f".formatted(cost.postgresMillisWithout()),
            "%.2f".formatted(cost.postgresMillisWith()),
            "%,d".formatted(cost.deadlocks())
        };
    }

    static List<String> recoveries(List<SolutionResult> results) {
        MarkdownTable table =
                new MarkdownTable("solution", "seconds until started", "until caught up", "tables");
        for (SolutionResult result : results) {
            result.recovery().ifPresent(recovery -> table.row(row(result, recovery)));
        }
        return table.lines();
    }

    private static String[] row(SolutionResult result, Recovery recovery) {
        return new String[] {
            result.kind().title(),
            "%.1f".formatted(recovery.startedSeconds()),
            (recovery.fresh() ? "%.1f" : "more than %.0f").formatted(recovery.seconds()),
            result.verdict()
                    .map(verdict ->
                            verdict.isRight()
                                    ? "right"
                                    : "WRONG: %,d rows differ".formatted(verdict.total()))
                    .orElse("not compared")
        };
    }

    static List<String> verdicts(List<SolutionResult> results) {
        MarkdownTable table =
                new MarkdownTable(
                        "solution",
                        "store",
                        "columns",
                        "rows",
                        "missing",
                        "surplus",
                        "different",
                        "verdict");
        for (SolutionResult result : results) {
            result.verdict()
                    .ifPresent(verdict ->
                            verdict.differences()
                                    .forEach(difference -> table.row(row(result, difference))));
        }
        return table.lines();
    }

    private static String[] row(SolutionResult result, Difference difference) {
        return new String[] {
            result.kind().title(),
            difference.store(),
            Integer.toString(difference.columns()),
            "%,d".formatted(difference.rows()),
            "%,d".formatted(difference.missing()),
            "%,d".formatted(difference.surplus()),
            "%,d".formatted(difference.different()),
            difference.isNone() ? "right" : "WRONG"
        };
    }
}
