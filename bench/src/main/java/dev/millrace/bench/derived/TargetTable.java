package dev.millrace.bench.derived;

import dev.millrace.bench.derived.check.Verdict;
import dev.millrace.bench.derived.measure.Build;
import dev.millrace.bench.derived.measure.Cost;
import dev.millrace.bench.derived.solution.SolutionKind;
import dev.millrace.bench.report.MarkdownTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What ours must reach and what it aims at, as far as it was measured. */
final class TargetTable {

    private static final int RATE_MIN = 1_000;

    private final List<SolutionResult> results;
    private final MarkdownTable table =
            new MarkdownTable("target of Millrace", "wanted", "measured", "result");

    TargetTable(List<SolutionResult> results) {
        this.results = List.copyOf(results);
    }

    List<String> lines() {
        of(SolutionKind.OURS, SolutionResult::freshness)
                .filter(freshness -> freshness.all().wantedRate() >= RATE_MIN)
                .ifPresent(freshness -> {
                    double p99 = freshness.all().quantileMillis(0.99);
                    row(
                            "commit to readable, 99 %, all stores running",
                            "< 1,000 ms", "%.0f ms".formatted(p99), p99 < 1_000);
                    row("the same, aim", "< 300 ms", "%.0f ms".formatted(p99), p99 < 300);
                });
        cost();
        builds();
        of(SolutionKind.OURS, SolutionResult::recovery)
                .ifPresent(recovery -> {
                    boolean right =
                            of(SolutionKind.OURS, SolutionResult::verdict)
                                    .filter(Verdict::isRight)
                                    .isPresent();
                    row(
                            "fresh and right after kill -9",
                            "< 30 s",
                            "%.1f s, %s".formatted(recovery.seconds(), right ? "right" : "WRONG"),
                            recovery.fresh() && right && recovery.seconds() < 30);
                });
        return table.lines();
    }

    private void cost() {
        Optional<Cost> ours = of(SolutionKind.OURS, SolutionResult::cost);
        ours.ifPresent(cost ->
                row(
                        "application's throughput with it, of without",
                        ">= 0.90",
                        "%.2f".formatted(cost.ratio()),
                        cost.ratio() >= 0.9));
        of(SolutionKind.OURS, SolutionResult::apart)
                .ifPresent(cost ->
                        row(
                                "the same, each on its half of the processors",
                                ">= 0.90",
                                "%.2f".formatted(cost.ratio()),
                                cost.ratio() >= 0.9));
        Optional<Cost> triggers = of(SolutionKind.TRIGGERS, SolutionResult::cost);
        if (ours.isPresent() && triggers.isPresent()) {
            double theirs = triggers.get().ratio();
            row(
                    "application's throughput, above that with the triggers",
                    "> %.2f".formatted(theirs),
                    "%.2f".formatted(ours.get().ratio()),
                    ours.get().ratio() > theirs);
        }
    }

    private void builds() {
        Optional<Build> ours = of(SolutionKind.OURS, SolutionResult::build);
        Optional<Build> flink = of(SolutionKind.FLINK, SolutionResult::build);
        if (ours.isPresent() && flink.isPresent()) {
            row(
                    "first build, faster than Flink",
                    "< %.1f s%s"
                            .formatted(
                                    flink.get().seconds(),
                                    flink.get().isDone() ? "" : " (given up)"),
                    "%.1f s".formatted(ours.get().seconds()),
                    ours.get().isDone() && ours.get().seconds() < flink.get().seconds());
        }
        ours.ifPresent(build ->
                row(
                        "first build, of the speed of plain SQL, aim",
                        ">= 0.500",
                        "%.3f".formatted(build.ofPlain()),
                        build.isDone() && build.ofPlain() >= 0.5));
    }

    private void row(String what, String wanted, String measured, boolean reached) {
        table.row(what, wanted, measured, reached ? "reached" : "missed");
    }

    private <T> Optional<T> of(SolutionKind kind, Function<SolutionResult, Optional<T>> figure) {
        return results.stream().filter(result -> result.kind() == kind).findFirst().flatMap(figure);
    }
}
