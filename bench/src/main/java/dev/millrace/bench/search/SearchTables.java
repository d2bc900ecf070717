package dev.millrace.bench.search;

import dev.millrace.bench.latency.LatencyResult;
import dev.millrace.bench.latency.LatencyTable;
import dev.millrace.bench.report.MarkdownTable;
import dev.millrace.bench.report.Medians;
import dev.millrace.bench.search.measure.BareBulk;
import dev.millrace.bench.search.measure.CpuSeconds;
import dev.millrace.bench.search.measure.FanOutTime;
import dev.millrace.search.verification.IndexComparison;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The tables of the report. */
final class SearchTables {

    private static final String NONE = "-";

    private SearchTables() {}

    static List<String> builds(SearchReport report) {
        MarkdownTable table =
                new MarkdownTable(
                        "who",
                        "seconds",
                        "documents/s",
                        "of the limit",
                        "own CPU s",
                        "broker CPU s",
                        "PostgreSQL CPU s",
                        "search server CPU s",
                        "documents wrong");
        long documents = report.prepared().documents();
        double seconds = Medians.of(report.bulks(), BareBulk::seconds);
        table.row(
                "the limit: bare bulk of prepared documents",
                "%.1f".formatted(seconds),
                "%,.0f".formatted(documents / seconds),
                "1.00",
                median(report, CpuSeconds::own),
                NONE,
                NONE,
                median(report, CpuSeconds::search),
                NONE);
        for (IndexerResult result : report.results()) {
            result.build()
                    .ifPresent(build ->
                            table.row(
                                    result.kind().title() + ", from nothing",
                                    "%.1f".formatted(build.seconds()),
                                    "%,.0f".formatted(documents / build.seconds()),
                                    "%.2f".formatted(seconds / build.seconds()),
                                    cpu(build.cpu().own()),
                                    cpu(build.cpu().broker()),
                                    cpu(build.cpu().postgres()),
                                    cpu(build.cpu().search()),
                                    "%,d".formatted(IndexerResult.wrong(result.built()))));
            result.fromTopics()
                    .ifPresent(again ->
                            table.row(
                                    result.kind().title() + ", reindexed from its topics",
                                    "%.1f".formatted(again.seconds()),
                                    "%,.0f".formatted(documents / again.seconds()),
                                    "%.2f".formatted(seconds / again.seconds()),
                                    NONE,
                                    NONE,
                                    NONE,
                                    NONE,
                                    "0"));
        }
        return table.lines();
    }

    private static String median(SearchReport report, Function<CpuSeconds, Double> part) {
        return cpu(Medians.of(report.bulks(), bulk -> part.apply(bulk.cpu())));
    }

    private static String cpu(double seconds) {
        return "%.1f".formatted(seconds);
    }

    static List<String> freshness(SearchReport report) {
        List<LatencyResult> all = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (IndexerResult result : report.results()) {
            result.steady()
                    .ifPresent(steady -> {
                        all.add(steady.all());
                        all.addAll(steady.ofProbes());
                        if (steady.unseen() > 0) {
                            notes.add(
                                    "%s: %,d probes were not found while they were waited for; they count with their waiting."
                                            .formatted(result.kind().title(), steady.unseen()));
                        }
                    });
        }
        return LatencyTable.lines(all, notes);
    }

    static List<String> searches(SearchReport report) {
        MarkdownTable table =
                new MarkdownTable(
                        "indexer", "p50 ms", "p95 ms", "p99 ms", "highest ms", "searches");
        for (IndexerResult result : report.results()) {
            result.steady()
                    .ifPresent(steady -> {
                        LatencyResult searches = steady.searches();
                        table.row(
                                result.kind().title(),
                                "%.1f".formatted(searches.quantileMillis(0.5)),
                                "%.1f".formatted(searches.quantileMillis(0.95)),
                                "%.1f".formatted(searches.quantileMillis(0.99)),
                                "%.1f".formatted(searches.quantileMillis(1)),
                                "%,d".formatted(searches.ascendingMicros().length));
                    });
        }
        return table.lines();
    }

    static List<String> machinery(SearchReport report) {
        MarkdownTable table =
                new MarkdownTable(
                        "indexer",
                        "changes/s committed",
                        "own CPU s/s",
                        "broker CPU s/s",
                        "PostgreSQL CPU s/s",
                        "search server CPU s/s",
                        "peak RSS MB");
        for (IndexerResult result : report.results()) {
            result.steady()
                    .ifPresent(steady -> {
                        double seconds = steady.written().seconds();
                        table.row(
                                result.kind().title(),
                                "%,.0f".formatted(steady.written().changesPerSecond()),
                                "%.2f".formatted(steady.cpu().own() / seconds),
                                "%.2f".formatted(steady.cpu().broker() / seconds),
                                "%.2f".formatted(steady.cpu().postgres() / seconds),
                                "%.2f".formatted(steady.cpu().search() / seconds),
                                Long.toString(result.peakMegabytes()));
                    });
        }
        return table.lines();
    }

    static List<String> fanOuts(SearchReport report) {
        MarkdownTable table =
                new MarkdownTable(
                        "indexer",
                        "children",
                        "seconds, each time",
                        "given up",
                        "other documents meanwhile, p50 ms",
                        "highest ms");
        for (IndexerResult result : report.results()) {
            result.fanOut().ifPresent(fanOut -> table.row(row(result, fanOut)));
        }
        return table.lines();
    }

    private static String[] row(IndexerResult result, FanOutTime fanOut) {
        return new String[] {
            result.kind().title(),
            "%,d".formatted(fanOut.children()),
            fanOut.seconds().stream().map("%.1f"::formatted).collect(Collectors.joining(", ")),
            Integer.toString(fanOut.givenUp()),
            "%.0f".formatted(fanOut.others().quantileMillis(0.5)),
            "%.0f".formatted(fanOut.others().quantileMillis(1))
        };
    }

    static List<String> verdicts(SearchReport report) {
        MarkdownTable table =
                new MarkdownTable(
                        "indexer",
                        "index",
                        "documents",
                        "missing",
                        "surplus",
                        "different",
                        "verdict");
        for (IndexerResult result : report.results()) {
            for (IndexComparison comparison : result.verdict()) {
                table.row(
                        result.kind().title(),
                        comparison.index().name(),
                        "%,d".formatted(comparison.documents()),
                        "%,d".formatted(comparison.missing()),
                        "%,d".formatted(comparison.surplus()),
                        "%,d".formatted(comparison.different()),
                        IndexerResult.wrong(comparison) == 0 ? "right" : "WRONG");
            }
        }
        return table.lines();
    }
}
