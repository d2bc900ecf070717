package dev.millrace.launcher.csvimport;

import java.time.Duration;
import java.util.List;

/**
 * What an import did.
 *
 * @param courses written now
 * @param people written now
 * @param completions written now, each in a transaction of its own
 * @param alreadyThere completions that an earlier run had written
 * @param badLines lines left out
 * @param finished false when the thread was interrupted before the end; a later run goes on
 */
public record ImportReport(
        int courses,
        int people,
        int completions,
        int alreadyThere,
        List<BadLine> badLines,
        boolean finished,
        Duration took) {

    public ImportReport {
        badLines = List.copyOf(badLines);
    }
}
