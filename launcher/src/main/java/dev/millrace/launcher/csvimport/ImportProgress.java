package dev.millrace.launcher.csvimport;

import java.time.Duration;

/**
 * How far an import is.
 *
 * @param done completions written or found
 * @param total completions in the files
 * @param perSecond completions a second since the start of the run
 * @param left time that the rest will take at this rate
 */
public record ImportProgress(int done, int total, double perSecond, Duration left) {

    static ImportProgress of(int done, int total, Duration since) {
        double seconds = Math.max(since.toNanos() / 1e9, 1e-3);
        double perSecond = done / seconds;
        Duration left =
                perSecond > 0
                        ? Duration.ofMillis(Math.round((total - done) / perSecond * 1_000))
                        : Duration.ZERO;
        return new ImportProgress(done, total, perSecond, left);
    }
}
