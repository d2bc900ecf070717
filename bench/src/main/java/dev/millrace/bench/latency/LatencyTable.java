package dev.millrace.bench.latency;

import dev.millrace.bench.report.MarkdownTable;
import java.util.ArrayList;
import java.util.List;

/** Latencies as a table. */
public final class LatencyTable {

    private LatencyTable() {}

    public static List<String> lines(List<LatencyResult> results) {
        MarkdownTable table =
                new MarkdownTable(
                        "contestant",
                        "changes/s wanted",
                        "committed",
                        "p50 ms",
                        "p95 ms",
                        "p99 ms",
                        "highest ms",
                        "changes");
        for (LatencyResult result : results) {
            table.row(
                    result.label(),
                    "%,d".formatted(result.wantedRate()),
                    "%,.0f".formatted(result.committedRate()),
                    "%.1f".formatted(result.quantileMillis(0.5)),
                    "%.1f".formatted(result.quantileMillis(0.95)),
                    "%.1f".formatted(result.quantileMillis(0.99)),
                    "%.1f".formatted(result.quantileMillis(1)),
                    "%,d".formatted(result.changes()));
        }
        return table.lines();
    }

    /**
     * The table, and below it what must be said of it.
     *
     * @param notes may be empty
     */
    public static List<String> lines(List<LatencyResult> results, List<String> notes) {
        List<String> lines = new ArrayList<>(lines(results));
        if (!notes.isEmpty()) {
            lines.add("");
            lines.addAll(notes);
        }
        return lines;
    }
}
