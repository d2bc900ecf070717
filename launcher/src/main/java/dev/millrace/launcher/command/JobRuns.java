package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** An execution in this process, followed to its end or to Ctrl-C. */
final class JobRuns {

    private static final Duration LOOK = Duration.ofMillis(200);

    private JobRuns() {}

    /**
     * Runs it.
     *
     * @param waits whether to wait while somebody else runs the job
     * @return the exit code
     */
    static int toTheEnd(
            MillraceSettings settings,
            Screen screen,
            BatchOptions options,
            boolean waits,
            Function<BatchOperations, RunReport> start) {
        StopSignal stop = StopSignal.listen();
        try (BatchOperations operations = BatchAccess.open(settings)) {
            CompletableFuture<RunReport> run =
                    CompletableFuture.supplyAsync(
                            () -> begun(operations, stop, waits, start),
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

    private static RunReport begun(
            BatchOperations operations,
            StopSignal stop,
            boolean waits,
            Function<BatchOperations, RunReport> start) {
        while (true) {
            try {
                return start.apply(operations);
            } catch (PipelineException e) {
                if (!waits || e.kind() != ErrorKind.JOB_BUSY || stop.await(LOOK)) {
                    throw e;
                }
            }
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
