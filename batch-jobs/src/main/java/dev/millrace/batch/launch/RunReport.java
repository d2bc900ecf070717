package dev.millrace.batch.launch;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An execution of a job, running or ended.
 *
 * @param execution its number
 * @param job name of the job
 * @param parameters what it works with
 * @param startedBy who started it
 * @param process host and process id of the program that runs it
 * @param step the step begun last
 * @param rowsDone rows handled by committed chunks
 * @param rowsTotal rows to do as counted at its start; empty when nobody counted
 * @param startedAt when it began
 * @param progressedAt when its last chunk committed
 * @param endedAt when it ended; empty while it runs
 * @param outcome how it ended; empty while it runs, or when nobody has found out yet
 * @param message what went wrong
 */
public record RunReport(
        long execution,
        String job,
        Map<String, String> parameters,
        String startedBy,
        String process,
        Optional<String> step,
        long rowsDone,
        OptionalLong rowsTotal,
        Instant startedAt,
        Instant progressedAt,
        Optional<Instant> endedAt,
        Optional<Outcome> outcome,
        Optional<String> message) {

    public RunReport {
        parameters = Map.copyOf(parameters);
    }

    /** From its start to its end, or to its last chunk while it runs. */
    public Duration duration() {
        return Duration.between(startedAt, endedAt.orElse(progressedAt));
    }

    /** Mean rows a second so far. */
    public double rowsPerSecond() {
        double seconds = Math.max(duration().toNanos() / 1e9, 1e-3);
        return rowsDone / seconds;
    }

    /** How long the rest takes at the mean rate so far; empty when that cannot be said. */
    public Optional<Duration> timeLeft() {
        if (outcome.isPresent() || rowsTotal.isEmpty() || rowsDone == 0) {
            return Optional.empty();
        }
        long left = Math.max(0, rowsTotal.getAsLong() - rowsDone);
        return Optional.of(Duration.ofMillis(Math.round(left * 1000 / rowsPerSecond())));
    }
}
