package dev.millrace.batch.healthcheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The figures in lines for people. */
final class FigureReport {

    private static final long MEBIBYTE = 1 << 20;

    private FigureReport() {}

    static List<String> lines(DatabaseFigures figures, Bounds bounds) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "database: %d MiB, %d sessions, %d active, %d long statements, cache hits %s, index scans %s"
                        .formatted(
                                figures.bytes() / MEBIBYTE,
                                figures.sessions(),
                                figures.active(),
                                figures.longStatements(),
                                percent(figures.cacheHitPercent()),
                                percent(figures.indexScanPercent())));
        figures.slots()
                .forEach(slot ->
                        lines.add(
                                "slot %s: %s, keeps %d MiB of log"
                                        .formatted(
                                                slot.name(),
                                                slot.isActive() ? "read" : "read by nobody",
                                                slot.retainedBytes() / MEBIBYTE)));
        figures.replicas()
                .forEach(replica ->
                        lines.add(
                                "replica %s at %s: %s, %d bytes behind, %s"
                                        .formatted(
                                                replica.name(),
                                                replica.client(),
                                                replica.state(),
                                                replica.bytesBehind(),
                                                replica.secondsBehind().isEmpty()
                                                        ? "of unknown age"
                                                        : String.format(
                                                                Locale.ROOT,
                                                                "%.1f s old",
                                                                replica.secondsBehind()
                                                                        .getAsDouble()))));
        figures.tables()
                .forEach(table ->
                        lines.add(
                                "table %s: %d bytes, of which rows %d, indexes %d"
                                        .formatted(
                                                table.name(),
                                                table.total(),
                                                table.heap(),
                                                table.indexes())));
        figures.indexes()
                .forEach(index ->
                        lines.add(
                                "index %s of %s: %d scans, %d entries read, %d rows fetched"
                                        .formatted(
                                                index.name(),
                                                index.table(),
                                                index.scans(),
                                                index.read(),
                                                index.fetched())));
        figures.unusedIndexes()
                .forEach(index ->
                        lines.add(
                                "index %s of %s: never used, %d bytes"
                                        .formatted(index.name(), index.table(), index.bytes())));
        if (figures.statements().isEmpty()) {
            lines.add("statements: not counted; that takes the extension pg_stat_statements");
        }
        figures.statements()
                .forEach(statement ->
                        lines.add(
                                String.format(
                                        Locale.ROOT,
                                        "statement %s: %.1f ms each, %.0f ms in %d calls, %d rows, cache hits %s: %s",
                                        statement.id(),
                                        statement.meanMillis(),
                                        statement.totalMillis(),
                                        statement.calls(),
                                        statement.rows(),
                                        percent(statement.hitPercent()),
                                        statement.text())));
        bounds.findings(figures).forEach(finding -> lines.add("warning: " + finding.words()));
        return lines;
    }

    private static String percent(OptionalDouble share) {
        return share.isEmpty()
                ? "unknown"
                : String.format(Locale.ROOT, "%.1f %%", share.getAsDouble());
    }
}
