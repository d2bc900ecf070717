package dev.millrace.bench.batch;

import dev.millrace.bench.report.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run measured; of a part that was not asked for there is nothing.
 *
 * @param settings what was asked
 * @param postgresVersion what the server calls itself
 * @param engine what writes Parquet
 * @param payouts by the job, then by one statement
 * @param archival by the job, then by deletes in chunks, then by pg_partman if it takes part
 * @param exports to Parquet, then by COPY
 * @param erasure of one person
 * @param launches each run of a job without work
 */
public record BatchReport(
        BatchBenchSettings settings,
        String postgresVersion,
        String engine,
        List<Figure> payouts,
        List<Archival> archival,
        List<Figure> exports,
        Optional<Duration> erasure,
        List<Duration> launches) {

    private static final Duration PAYOUTS_AT_MOST = Duration.ofMinutes(2);
    private static final int TIMES_AT_MOST = 5;
    private static final long WAIT_AT_MOST_MILLIS = 200;
    private static final double EXPORT_AT_LEAST = 0.5;

    public BatchReport {
        payouts = List.copyOf(payouts);
        archival = List.copyOf(archival);
        exports = List.copyOf(exports);
        launches = launches.stream().sorted().toList();
    }

    /**
     * How long something took.
     *
     * @param what it was
     * @param rows how many rows
     */
    public record Figure(String what, long rows, Duration took) {

        double perSecond() {
            return rows / Math.max(took.toNanos() / 1e9, 1e-9);
        }
    }

    /**
     * A month that left.
     *
     * @param figure how long it took
     * @param writes how often somebody else wrote meanwhile
     * @param longest the longest of these writes
     */
    public record Archival(Figure figure, long writes, Duration longest) {}

    /**
     * The report in Markdown.
     *
     * @param command what repeats it
     */
    public List<String> lines(String command) {
        List<String> lines = new ArrayList<>();
        lines.add("# Batch jobs, beside plain SQL");
        lines.add("");
        lines.add("`" + command + "`");
        lines.add("");
        lines.add("- " + Machine.describe());
        lines.add(
                "- PostgreSQL %s, embedded, commits synced to disk; %s"
                        .formatted(postgresVersion, engine));
        lines.add(
                "- scale %s: %,d payments, bookings and people, %,d practitioners; chunks of 10,000 rows"
                        .formatted(settings.scale(), settings.rows(), settings.practitioners()));
        if (!payouts.isEmpty()) {
            payouts(lines);
        }
        if (!archival.isEmpty()) {
            archival(lines);
        }
        if (!exports.isEmpty()) {
            exports(lines);
        }
        if (erasure.isPresent() || !launches.isEmpty()) {
            others(lines);
        }
        return lines;
    }

    private void payouts(List<String> lines) {
        head(
                lines,
                "Payouts",
                "| | payments | seconds | payments/s |",
                "| --- | ---: | ---: | ---: |");
        payouts.forEach(figure -> lines.add(row(figure)));
        Figure job = payouts.getFirst();
        double times =
                (double) job.took().toNanos() / Math.max(1, payouts.getLast().took().toNanos());
        lines.add("");
        lines.add(
                "The job is %s times the statement (target: within %d times, %s; %d s for a million, %s)."
                                .formatted(
                                        number(times),
                                        TIMES_AT_MOST,
                                        verdict(times <= TIMES_AT_MOST),
                                        PAYOUTS_AT_MOST.toSeconds(),
                                        settings.scale() >= 1
                                                ? verdict(
                                                        job.took().compareTo(PAYOUTS_AT_MOST) <= 0)
                                                : "not asked at this scale")
                        + " It commits its progress with each chunk, assigns items to payouts, and checks the ledger at the end; the statement writes items, postings and payouts at once, checks that postings balance, and is rolled back.");
    }

    private void archival(List<String> lines) {
        head(
                lines,
                "A month leaves",
                "| | bookings | seconds | bookings/s | writes meanwhile | longest write, ms |",
                "| --- | ---: | ---: | ---: | ---: | ---: |");
        for (Archival each : archival) {
            lines.add(
                    "%s %,d | %s |"
                            .formatted(row(each.figure()), each.writes(), millis(each.longest())));
        }
        Archival job = archival.getFirst();
        lines.add("");
        lines.add(
                "Each booking has a participant, who moves with it. Meanwhile one connection updates bookings without naming a month, so that every partition is locked. pg_partman, where it takes part, only detaches that month of a copy of the table. Target: no write waits longer than %d ms because of the job, %s."
                        .formatted(
                                WAIT_AT_MOST_MILLIS,
                                verdict(job.longest().toMillis() <= WAIT_AT_MOST_MILLIS)));
    }

    private void exports(List<String> lines) {
        head(
                lines,
                "Export of that month",
                "| | rows | seconds | rows/s |",
                "| --- | ---: | ---: | ---: |");
        exports.forEach(figure -> lines.add(row(figure)));
        double share = exports.getFirst().perSecond() / exports.getLast().perSecond();
        lines.add("");
        lines.add(
                "Medians of %d rounds in turn, after %d that do not count. The export is at %s of the speed of COPY (target: %s, %s). It is verified: each column was read back from the file and compared; COPY writes text to a file, uncompressed, and compares nothing."
                        .formatted(
                                ExportRounds.ROUNDS,
                                ExportRounds.WARM_UPS,
                                number(share),
                                EXPORT_AT_LEAST,
                                verdict(share >= EXPORT_AT_LEAST)));
    }

    private void others(List<String> lines) {
        head(lines, "One person, and no work at all", "| | ms |", "| --- | ---: |");
        erasure.ifPresent(took ->
                lines.add(
                        "| erasure of one person among %,d | %s |"
                                .formatted(settings.rows(), millis(took))));
        if (!launches.isEmpty()) {
            lines.add(
                    "| a job without work, median of %d | %s |"
                            .formatted(launches.size(), millis(launches.get(launches.size() / 2))));
        }
    }

    private static void head(List<String> lines, String title, String columns, String rule) {
        lines.add("");
        lines.add("## " + title);
        lines.add("");
        lines.add(columns);
        lines.add(rule);
    }

    private static String row(Figure figure) {
        return "| %s | %,d | %s | %,.0f |"
                .formatted(
                        figure.what(),
                        figure.rows(),
                        number(figure.took().toNanos() / 1e9),
                        figure.perSecond());
    }

    private static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%,.1f", duration.toNanos() / 1e6);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String verdict(boolean isReached) {
        return isReached ? "reached" : "missed";
    }
}
