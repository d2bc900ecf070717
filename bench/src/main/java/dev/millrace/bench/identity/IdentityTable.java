package dev.millrace.bench.identity;

import dev.millrace.bench.report.MarkdownTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the full replica identity costs, as a table and a summary. */
public final class IdentityTable {

    private IdentityTable() {}

    public static List<String> lines(List<IdentityCost> costs) {
        MarkdownTable table =
                new MarkdownTable(
                        "table",
                        "row bytes",
                        "WAL an update, key only",
                        "whole old row",
                        "more",
                        "values out of line");
        for (IdentityCost cost : costs) {
            table.row(
                    cost.table(),
                    "%.0f".formatted(cost.rowBytes()),
                    "%.0f".formatted(cost.keyOnlyBytes()),
                    "%.0f".formatted(cost.wholeRowBytes()),
                    "%.0f %%".formatted(100 * cost.extra()),
                    cost.canBeOutOfLine() ? "possible" : "never");
        }
        List<String> lines = new ArrayList<>(table.lines());
        double keyOnly = costs.stream().mapToDouble(IdentityCost::keyOnlyBytes).sum();
        double wholeRow = costs.stream().mapToDouble(IdentityCost::wholeRowBytes).sum();
        List<String> needless =
                costs.stream()
                        .filter(cost -> !cost.canBeOutOfLine())
                        .map(IdentityCost::table)
                        .toList();
        lines.add("");
        lines.add(
                String.format(
                        Locale.ROOT,
                        "One update in each of these %d tables: %.0f bytes with the key only, %.0f with the whole old row, %.0f %% more.",
                        costs.size(),
                        keyOnly,
                        wholeRow,
                        100 * (wholeRow / keyOnly - 1)));
        lines.add(
                needless.isEmpty()
                        ? "Every one of them can hold a captured value out of line."
                        : "It buys nothing where no captured value can be out of line: "
                                + String.join(", ", needless)
                                + ".");
        return lines;
    }
}
