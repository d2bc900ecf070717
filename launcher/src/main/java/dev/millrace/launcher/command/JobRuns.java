package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** An execution in this process, followed to its end or to Ctrl-C. */
final class JobRuns {

    private static final Duration LOOK = Duration.ofMillis(200);

    private JobRuns() {}

    /** Returns the exit code. */
    static int toTheEnd(
            MillraceSettings settings,
            Screen screen,
            BatchOptions options,
            Function<BatchOperations, RunReport> start) {
        StopSignal stop = StopSignal.listen();
        try (BatchOperations operations = BatchAccess.open(settings)) {
            CompletableFuture<RunReport> run =
                    CompletableFuture.supplyAsync(
                            () -> start.apply(operations),
                            work -> Thread.ofPlatform().name("job").start(work));
            while (!run.isDone() && !stop.await(LOOK)) {
                // What the run commits is in the tables; another terminal may follow it there.
            }
            if (!run.isDone()) {
                operations.close();
            }
            RunReport report = result(run);
            if (options.isJson()) {
                screen.say(BatchOptions.json(RunViews.json(report)));
            } else {
                screen.say(RunViews.details(report));
            }
            return report.outcome().equals(Optional.of(Outcome.COMPLETED)) ? 0 : Failures.FAILED;
        }
    }

    private static RunReport result(CompletableFuture<RunReport> run) {
        try {
            return run.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
