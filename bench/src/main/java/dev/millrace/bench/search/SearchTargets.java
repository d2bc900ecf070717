package dev.millrace.bench.search;

import dev.millrace.bench.report.MarkdownTable;
import dev.millrace.bench.report.Medians;
import dev.millrace.bench.search.indexer.IndexerKind;
import dev.millrace.bench.search.measure.BareBulk;
import java.util.List;

/** What ours must reach and what it aims at, as far as it was measured. */
final class SearchTargets {

    private static final int RATE = 500;

    private final SearchReport report;
    private final MarkdownTable table =
            new MarkdownTable("target of Millrace", "wanted", "measured", "result");

    SearchTargets(SearchReport report) {
        this.report = report;
    }

    List<String> lines() {
        report.results().stream()
                .filter(result -> result.kind() == IndexerKind.OURS)
                .findFirst()
                .ifPresent(this::add);
        return table.lines();
    }

    private void add(IndexerResult ours) {
        long documents = report.prepared().documents();
        double bare = Medians.of(report.bulks(), BareBulk::documentsPerSecond);
        ours.build()
                .ifPresent(build -> {
                    double share = build.documentsPerSecond(documents) / bare;
                    boolean right = IndexerResult.wrong(ours.built()) == 0;
                    row("first build, of the bare bulk rate", ">= 0.50", share, right, 0.5);
                    row("the same, aim", ">= 0.80", share, right, 0.8);
                });
        ours.steady()
                .filter(steady -> report.settings().rate() >= RATE)
                .ifPresent(steady -> {
                    millis(
                            "commit to found at %d changes/s, 95 %%".formatted(RATE),
                            2_000,
                            steady.all().quantileMillis(0.95));
                    millis("searches meanwhile, 95 %", 100, steady.searches().quantileMillis(0.95));
                });
    }

    private void row(String what, String wanted, double share, boolean right, double least) {
        table.row(
                what,
                wanted,
                "%.2f%s".formatted(share, right ? "" : ", WRONG"),
                right && share >= least ? "reached" : "missed");
    }

    private void millis(String what, int most, double measured) {
        table.row(
                what,
                "< %,d ms".formatted(most),
                "%.0f ms".formatted(measured),
                measured < most ? "reached" : "missed");
    }
}
