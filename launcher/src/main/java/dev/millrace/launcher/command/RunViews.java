package dev.millrace.launcher.command;

import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.launcher.screen.TextTable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Executions of jobs in words, and as JSON. */
final class RunViews {

    private RunViews() {}

    /** One line an execution. */
    static List<String> table(List<RunReport> reports) {
        TextTable table =
                new TextTable(
                        "EXECUTION", "JOB", "STATE", "STARTED", "TOOK", "ROWS", "BY", "MESSAGE");
        for (RunReport report : reports) {
            table.row(
                    Long.toString(report.execution()),
                    report.job(),
                    state(report),
                    report.startedAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                    seconds(report.duration()),
                    Long.toString(report.rowsDone()),
                    report.startedBy(),
                    report.message().orElse("").lines().findFirst().orElse(""));
        }
        return table.lines();
    }

    /** Everything of one execution. */
    static List<String> details(RunReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("execution   %d of %s".formatted(report.execution(), report.job()));
        lines.add("state       " + state(report));
        lines.add(
                "progress    "
                        + progress(report)
                        + report.step().map(step -> ", step " + step).orElse(""));
        lines.add(
                "started     %s by %s, in process %s"
                        .formatted(report.startedAt(), report.startedBy(), report.process()));
        report.endedAt()
                .ifPresent(end ->
                        lines.add(
                                "ended       %s after %s"
                                        .formatted(end, seconds(report.duration()))));
        report.message().ifPresent(message -> lines.add("message     " + message));
        report.parameters().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(p -> lines.add("  %s = %s".formatted(p.getKey(), p.getValue())));
        return lines;
    }

    /** How far: rows, of how many, how fast, how long to go. */
    static String progress(RunReport report) {
        String rows =
                report.rowsTotal().isPresent()
                        ? "%,d of %,d rows"
                                .formatted(report.rowsDone(), report.rowsTotal().getAsLong())
                        : "%,d rows".formatted(report.rowsDone());
        return rows
                + String.format(Locale.ROOT, ", %,.0f rows/s", report.rowsPerSecond())
                + report.timeLeft().map(left -> ", " + seconds(left) + " left").orElse("");
    }

    static Map<String, @Nullable Object> json(RunReport report) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("execution", report.execution());
        json.put("job", report.job());
        json.put("state", state(report));
        json.put("step", report.step().orElse(null));
        json.put("rows_done", report.rowsDone());
        json.put(
                "rows_total",
                report.rowsTotal().isPresent() ? report.rowsTotal().getAsLong() : null);
        json.put("rows_per_second", Math.round(report.rowsPerSecond()));
        json.put("seconds_left", report.timeLeft().map(Duration::toSeconds).orElse(null));
        json.put("started_at", report.startedAt().toString());
        json.put("ended_at", report.endedAt().map(Instant::toString).orElse(null));
        json.put("started_by", report.startedBy());
        json.put("process", report.process());
        json.put("parameters", report.parameters());
        json.put("message", report.message().orElse(null));
        return json;
    }

    static String state(RunReport report) {
        return report.outcome().map(RunViews::word).orElse("running");
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
