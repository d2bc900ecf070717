package dev.millrace.bench.search.indexer;

import dev.millrace.bench.process.ProgramJvm;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Who is compared. */
public enum IndexerKind {
    OURS(
            "Millrace",
            "ingest, the four stores that the indexes read, and the four indexes in one process, default"
                    + " settings, JVM options `%s`"
                            .formatted(String.join(" ", ProgramJvm.OPTIONS))),
    NAIVE(
            "naive",
            "every %d ms, for each index, the rows of its main table whose updated_at is newer than the"
                            .formatted(NaiveMain.PAUSE.toMillis())
                    + " newest seen, in batches of 1,000: one SELECT with joins, one bulk request; it"
                    + " has indexes on updated_at, and deletes what is no longer published");

    private final String title;
    private final String notes;

    IndexerKind(String title, String notes) {
        this.title = title;
        this.notes = notes;
    }

    /** What it is, in a few words. */
    public String title() {
        return title;
    }

    /** Its settings, and what it covers. */
    public String notes() {
        return notes;
    }

    /** Its name on the command line. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The indexer of this name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static IndexerKind of(String key) {
        return Arrays.stream(values())
                .filter(kind -> kind.key().equals(key))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no indexer '%s', expected one of %s"
                                        .formatted(
                                                key,
                                                Arrays.stream(values())
                                                        .map(IndexerKind::key)
                                                        .collect(Collectors.joining(", ")))));
    }
}
