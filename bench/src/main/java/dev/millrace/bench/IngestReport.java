package dev.millrace.bench;

import dev.millrace.bench.contestant.ConnectSettings;
import dev.millrace.bench.contestant.Contestant;
import dev.millrace.bench.contestant.Contestants;
import dev.millrace.bench.identity.IdentityCost;
import dev.millrace.bench.identity.IdentityTable;
import dev.millrace.bench.latency.LatencyResult;
import dev.millrace.bench.latency.LatencyTable;
import dev.millrace.bench.report.MarkdownReport;
import dev.millrace.bench.throughput.ThroughputResult;
import dev.millrace.bench.throughput.ThroughputTable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * What a run measured.
 *
 * @param settings what was asked
 * @param postgresVersion what the server calls itself
 * @param walBytesPerChange log a recorded change; 0 when nothing was recorded
 * @param throughput every run of every contestant
 * @param latencies one a contestant and rate
 * @param identityCosts one a table
 */
public record IngestReport(
        BenchSettings settings,
        String postgresVersion,
        double walBytesPerChange,
        List<ThroughputResult> throughput,
        List<LatencyResult> latencies,
        List<IdentityCost> identityCosts) {

    public IngestReport {
        throughput = List.copyOf(throughput);
        latencies = List.copyOf(latencies);
        identityCosts = List.copyOf(identityCosts);
    }

    /**
     * The report in Markdown.
     *
     * @param command what repeats it
     */
    public List<String> lines(String command) {
        MarkdownReport report = new MarkdownReport("Ingest, side by side", command);
        report.fact(
                "PostgreSQL %s and Kafka %s, embedded, one broker, commits synced to disk; Debezium %s"
                        .formatted(
                                postgresVersion,
                                AppInfoParser.getVersion(),
                                ConnectSettings.debeziumVersion()));
        if (!throughput.isEmpty()) {
            throughput(report);
        }
        if (!latencies.isEmpty()) {
            latency(report);
        }
        if (!identityCosts.isEmpty()) {
            identity(report);
        }
        return report.lines();
    }

    private void throughput(MarkdownReport report) {
        ThroughputTable table = new ThroughputTable(throughput);
        report.section("Throughput", table.medians());
        report.block(table.ratios());
        report.paragraph(
                "Median of %d interleaved runs a contestant. The same recorded log for all, each from its own copy of one slot: %,d single-row changes of a row of 15 columns (half inserts, half updates, transactions of 1 to 100 rows, %.0f bytes of WAL a change), of which the first %,d warm the process up. Measured from the last change of the warm-up to the last change, by the broker's append times in the topic (by its own clock for the limit, which fills no topic). CPU of the same stretch from /proc; peak RSS is VmHWM of the contestant's process, start included. Every topic was read back with read_committed after each run, and held each change once."
                        .formatted(
                                settings.rounds(),
                                settings.changes() + settings.warmUp(),
                                walBytesPerChange,
                                settings.warmUp()));
        report.paragraph(
                "JVM options: Millrace and the limit `%s`; Connect `%s`. Connect's defaults are JsonConverter with schemas; tuned is `%s`."
                        .formatted(
                                String.join(" ", Contestants.MILLRACE_JVM),
                                String.join(" ", Contestants.CONNECT_JVM),
                                ConnectSettings.tuned().entrySet().stream()
                                        .map(Object::toString)
                                        .collect(Collectors.joining(" "))));
    }

    private void latency(MarkdownReport report) {
        report.section("Commit to topic", LatencyTable.lines(latencies));
        List<String> notes = new ArrayList<>();
        latencies.stream()
                .filter(result ->
                        result.label().equals(Contestant.MILLRACE.title())
                                && result.wantedRate() == 2_000)
                .findFirst()
                .ifPresent(result ->
                        notes.add(
                                "Target: 99 %% within 50 ms at 2,000 changes/s, %s."
                                        .formatted(
                                                result.quantileMillis(0.99) < 50
                                                        ? "reached"
                                                        : "missed")));
        notes.add(
                "From the commit time in PostgreSQL's log, which is taken before the commit is synced to disk, to the return of poll() at a read_committed consumer, on one clock. Transactions of 1 to 10 rows from 4 connections that keep to a timetable, %d s at each rate after %d s of warm-up at it."
                        .formatted(
                                settings.latencyTime().toSeconds(),
                                settings.latencyWarmUp().toSeconds()));
        report.block(notes);
    }

    private void identity(MarkdownReport report) {
        report.section("What REPLICA IDENTITY FULL costs", IdentityTable.lines(identityCosts));
        report.paragraph(
                "WAL bytes (pg_current_wal_insert_lsn) of updating 50 full rows of each captured table that has it, once each: every column set, text without a limit holds 120 characters, with one at most 32.");
    }
}
