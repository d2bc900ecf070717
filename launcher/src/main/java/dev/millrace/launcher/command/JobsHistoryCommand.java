package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.launcher.screen.Screen;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What ran. */
@Command(name = "history", header = "Lists executions, the newest first.")
final class JobsHistoryCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(arity = "0..1", paramLabel = "JOB", description = "Only of this job.")
    private @Nullable String job;

    @Option(names = "--failed", description = "Only those that failed or lost their process.")
    private boolean failed;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "At most so many (default: 20).")
    private int limit;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        try (BatchOperations operations = BatchAccess.open(common.settings("jobs"))) {
            List<RunReport> history =
                    operations.history(Optional.ofNullable(job), failed, Math.max(1, limit));
            if (options.isJson()) {
                screen.say(BatchOptions.json(history.stream().map(RunViews::json).toList()));
            } else {
                screen.say(RunViews.table(history));
            }
            return 0;
        }
    }
}
