package dev.millrace.bench.search;

import dev.millrace.bench.search.indexer.IndexerKind;
import dev.millrace.bench.search.measure.FanOutTime;
import dev.millrace.bench.search.measure.FirstBuild;
import dev.millrace.bench.search.measure.FromTopics;
import dev.millrace.bench.search.measure.Steady;
import dev.millrace.search.verification.IndexComparison;
import java.util.List;
import java.util.Optional;

/**
 * What was measured of an indexer; what is empty was not reached.
 *
 * @param kind who
 * @param build its first build
 * @param built each index against the oracle after that; empty lists are not reached
 * @param fromTopics only of ours
 * @param steady the steady load
 * @param fanOut the popular parent
 * @param verdict each index against the oracle after all of that
 * @param peakMegabytes the most memory that its process had resident
 * @param failure why it did not get to the end
 */
public record IndexerResult(
        IndexerKind kind,
        Optional<FirstBuild> build,
        List<IndexComparison> built,
        Optional<FromTopics> fromTopics,
        Optional<Steady> steady,
        Optional<FanOutTime> fanOut,
        List<IndexComparison> verdict,
        long peakMegabytes,
        Optional<String> failure) {

    public IndexerResult {
        built = List.copyOf(built);
        verdict = List.copyOf(verdict);
    }

    /** How many documents are missing, too many or different. */
    public static long wrong(List<IndexComparison> comparisons) {
        return comparisons.stream().mapToLong(IndexerResult::wrong).sum();
    }

    static long wrong(IndexComparison comparison) {
        return comparison.missing() + comparison.surplus() + comparison.different();
    }
}
