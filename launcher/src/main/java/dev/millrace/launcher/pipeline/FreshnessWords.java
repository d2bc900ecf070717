package dev.millrace.launcher.pipeline;

import dev.millrace.streams.freshness.StoreFreshness;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** As of which commit something is, in the words of {@code status}. */
final class FreshnessWords {

    private FreshnessWords() {}

    static String asOf(StoreFreshness freshness) {
        return freshness
                .lag()
                .map(lag -> "%.1f s ago".formatted(Math.max(0, lag.toMillis()) / 1e3))
                .orElse("not known");
    }

    static String behind(StoreFreshness freshness) {
        return Stream.of(
                        freshness.captureBytes(),
                        freshness.processingBytes(),
                        freshness.tableBytes())
                .map(bytes ->
                        bytes.isPresent() ? SlotLag.inWords(Math.max(0, bytes.getAsLong())) : "-")
                .collect(Collectors.joining(", "));
    }

    static String commitsBehind(StoreFreshness freshness) {
        return Stream.of(freshness.processingCommits(), freshness.tableCommits())
                .map(commits -> commits.isPresent() ? "%,d".formatted(commits.getAsLong()) : "-")
                .collect(Collectors.joining(", "));
    }
}
