package dev.millrace.bench.derived;

import dev.millrace.bench.derived.data.DataSet;
import dev.millrace.bench.derived.load.Application;
import dev.millrace.bench.derived.measure.Idle;
import dev.millrace.bench.derived.probe.ProbeRun;
import dev.millrace.bench.derived.solution.SolutionKind;
import dev.millrace.bench.report.MarkdownReport;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * What a run measured.
 *
 * @param settings what was asked
 * @param postgresVersion what the server calls itself
 * @param data the rows at the beginning
 * @param idle the application while nobody kept derived values
 * @param results one a solution
 */
public record DerivedReport(
        DerivedSettings settings,
        String postgresVersion,
        DataSet data,
        Idle idle,
        List<SolutionResult> results) {

    public DerivedReport {
        results = List.copyOf(results);
    }

    /**
     * The report in Markdown.
     *
     * @param command what repeats it
     */
    public List<String> lines(String command) {
        MarkdownReport report = new MarkdownReport("Derived values, side by side", command);
        report.fact(
                "PostgreSQL %s and Kafka %s, embedded, one broker, commits synced to disk"
                        .formatted(postgresVersion, AppInfoParser.getVersion()));
        for (SolutionKind kind : settings.solutions()) {
            if (!kind.notes().isEmpty()) {
                report.fact(kind.title() + ": " + kind.notes());
            }
        }
        report.fact(
                "scale %s: %,d rows (%s), Zipf-skewed, seeded"
                        .formatted(
                                settings.scale(),
                                data.total(),
                                data.rows().entrySet().stream()
                                        .filter(table -> table.getValue() > 0)
                                        .sorted(
                                                Map.Entry.<String, Long>comparingByValue()
                                                        .reversed())
                                        .map(table ->
                                                "%s %,d"
                                                        .formatted(
                                                                table.getKey()
                                                                        .replaceFirst(".*\\.", ""),
                                                                table.getValue()))
                                        .collect(Collectors.joining(", "))));
        if (settings.nice() > 0) {
            report.fact(
                    "the broker, Millrace and Flink give way to the application and its database on the processors: nice %d, the others 0"
                            .formatted(settings.nice()));
        }
        if (settings.apart()) {
            report.fact(
                    "the files of the broker and of what keeps the tables are in memory, so that the disk is the database's alone, as on two machines");
        }
        if (settings.standby()) {
            report.fact(
                    "Millrace reads the log from a hot standby of the database, on its half of the processors, which starts and stops with it; its computing is counted as Millrace's own, and its files are not synced, since on a machine of its own it has a disk of its own");
        }
        report.section("Targets", new TargetTable(results).lines());
        report.section("First build", DerivedTables.builds(results));
        report.paragraph(
                "From nothing until the table holds what the oracle says (compared by count and by the sum of the hashes of all rows), while nobody writes; source rows are all rows of the tables that the four stores are made from. Plain SQL is the oracle's query into a table, run just before each build: the limit. Millrace and Flink build course_progress, course_statistics, practitioner_stats and project_statistics; the triggers' tables and the view are filled by one statement each.");
        report.section("Commit to readable", DerivedTables.freshness(results));
        report.paragraph(
                "Of each store %d probes a second among the changes, looked for in the derived table by key every %d ms over one connection, the same way for all; from just before the commit to the return of the query that shows it. %d s after %d s of warm-up at the rate. Millrace runs with every store of the release."
                        .formatted(
                                ProbeRun.PER_SECOND,
                                ProbeRun.LOOK.toMillis(),
                                settings.time().toSeconds(),
                                settings.warmUp().toSeconds()));
        report.section("CPU and memory at that rate", DerivedTables.machinery(idle, results));
        report.section(
                "What it costs the application",
                DerivedTables.costs(results, SolutionResult::cost));
        report.paragraph(
                "%d connections write transactions of 1 to %d rows as fast as they can, on the same cores as everything else: medians of %d rounds of %d s without and with each solution, in turn. PostgreSQL's CPU time covers what it does for the solution as well."
                        .formatted(
                                Application.WRITERS,
                                Application.ROWS_MAX,
                                settings.rounds(),
                                settings.round().toSeconds()));
        if (settings.apart()) {
            report.section(
                    "The same, as on two machines",
                    DerivedTables.costs(results, SolutionResult::apart));
            report.paragraph(
                    "The application and its database are kept on one half of the processors, without a solution and with it; the broker and a solution that is a process of its own on the other half. So this is what the database itself has to do for a solution, without the contest for processors that ends where the solution has a machine of its own. Triggers and the view work inside the database.");
        }
        report.section("After kill -9", DerivedTables.recoveries(results));
        report.paragraph(
                "While the application writes at the rate the process is killed and started again at once; measured until, in each store, a change is readable that was committed after the new process had started, and with it everything committed during the outage. Whether the tables are then right is the next table.");
        report.section("Right or wrong", DerivedTables.verdicts(results));
        report.paragraph(
                "After all of that, when the writers have stopped and the solution has had time to catch up: each row against the oracle, both ways, in the columns that both have.");
        return report.unfinished(results, result -> result.kind().title(), SolutionResult::failure)
                .lines();
    }
}
