package dev.millrace.bench.derived.solution;

import dev.millrace.bench.process.ProgramJvm;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Who is compared. */
public enum SolutionKind {
    OURS(
            "Millrace",
            "ingest and streams in one process, default settings, JVM options `%s`"
                    .formatted(String.join(" ", ProgramJvm.OPTIONS))),
    TRIGGERS(
            "triggers of the documents",
            "update_course_stats, update_user_last_access and calculate_course_progress, row by row;"
                    + " they keep 1 column of course_statistics and 2 of course_progress, and"
                    + " nothing of the other stores"),
    REFRESH(
            "materialized view, refreshed in a loop",
            "course_statistics by the oracle's query, since the documents' own never ends; refreshed"
                    + " concurrently, again as soon as it is done (the documents: every 4 hours)"),
    FLINK(
            "Flink SQL, Flink CDC, JDBC sink",
            "mini cluster in one process, parallelism 2, RocksDB, incremental checkpoints every 5 s,"
                    + " mini-batches and sink flushes of 100 ms, JVM options `%s`; a slot for each"
                            .formatted(String.join(" ", Flink.JVM))
                    + " of its 16 source tables. project_statistics stands in for match_scores, whose"
                    + " terms are arrays and jsonb compared without regard to case: Flink CDC hands"
                    + " them on as text"),
    READER(
            "a reader that keeps nothing, the limit",
            "one process that reads the log of the same tables over a slot, as Millrace does, and"
                    + " throws it away: what any reader of the log costs the application at least");

    private final String title;
    private final String notes;

    SolutionKind(String title, String notes) {
        this.title = title;
        this.notes = notes;
    }

    /** Its settings, and what it covers. */
    public String notes() {
        return notes;
    }

    /** What it is, in a few words. */
    public String title() {
        return title;
    }

    /** Its name on the command line. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The solution of this name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static SolutionKind of(String key) {
        return Arrays.stream(values())
                .filter(kind -> kind.key().equals(key))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no solution '%s', expected one of %s"
                                        .formatted(
                                                key,
                                                Arrays.stream(values())
                                                        .map(SolutionKind::key)
                                                        .collect(Collectors.joining(", ")))));
    }
}
