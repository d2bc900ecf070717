package dev.millrace.bench.search;

import dev.millrace.bench.process.ProcessPriority;
import dev.millrace.bench.search.indexer.IndexerKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a run measures.
 *
 * @param folder where the servers' data and the logs go; the data is deleted at the end
 * @param indexers who is compared
 * @param scale size of the data set, 1 for 50,000 courses, 200,000 lessons, 20,000 practitioners
 *     and 200,000 reviews
 * @param children documents of the popular parent, whatever the scale
 * @param time how long the steady load is measured, after a warm-up as long
 * @param rate row changes a second meanwhile
 * @param rounds how often the bare bulk is measured after one to warm up, and the parent changed
 * @param patience how long is waited for what was written to be found, before it is given up
 * @param buildPatience when a first build is given up
 * @param nice how much the broker and the indexers give way to the database, the search server, the
 *     application and the visitors on the processors, see {@link ProcessPriority#set}
 * @param oursJvm further options of our own JVM
 */
public record SearchBenchSettings(
        Path folder,
        List<IndexerKind> indexers,
        double scale,
        int children,
        Duration time,
        int rate,
        int rounds,
        Duration patience,
        Duration buildPatience,
        int nice,
        List<String> oursJvm) {

    private static final double SCALE_MAX = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public SearchBenchSettings {
        indexers = List.copyOf(indexers);
        oursJvm = List.copyOf(oursJvm);
        if (indexers.isEmpty()) {
            throw new IllegalArgumentException("only names nobody, expected one at least");
        }
        if (!(scale > 0 && scale <= SCALE_MAX)) {
            throw new IllegalArgumentException(
                    "scale is %s, expected more than 0 and at most %s".formatted(scale, SCALE_MAX));
        }
        if (children < 1 || rate < 1 || rounds < 1) {
            throw new IllegalArgumentException(
                    "children is %d, rate %d and rounds %d, expected 1 or more of each"
                            .formatted(children, rate, rounds));
        }
        if (time.toSeconds() < 1) {
            throw new IllegalArgumentException("seconds is %s, expected 1 or more".formatted(time));
        }
        if (patience.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "patience is %s, expected 1 s or more".formatted(patience));
        }
        if (buildPatience.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "build-minutes is %s, expected more than 0".formatted(buildPatience));
        }
        ProcessPriority.requireNice(nice);
    }

    /** Everybody, at the size that the targets are about. */
    public static SearchBenchSettings full(Path folder) {
        return new SearchBenchSettings(
                folder,
                List.of(IndexerKind.values()),
                1,
                5_000,
                Duration.ofSeconds(60),
                500,
                3,
                PATIENCE,
                Duration.ofMinutes(30),
                0,
                List.of());
    }

    /** So small that the figures say nothing of speed. */
    public static SearchBenchSettings quick(Path folder) {
        return new SearchBenchSettings(
                folder,
                List.of(IndexerKind.values()),
                0.002,
                5_000,
                Duration.ofSeconds(4),
                50,
                1,
                PATIENCE,
                Duration.ofMinutes(3),
                0,
                List.of());
    }

    /**
     * Before the steady load is measured, at the same rate: a virtual machine that has just begun
     * spends half a minute and more on compiling what it will run.
     */
    public Duration warmUp() {
        return time;
    }
}
