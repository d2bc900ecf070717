package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.launcher.screen.Screen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a job here and now. */
@Command(
        name = "run",
        header = "Runs a job to its end, in this process.",
        description = {
            "",
            "Ctrl-C ends it after the chunk that it has in hand; restart goes on.",
            ""
        })
final class JobsRunCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(paramLabel = "JOB", description = "Name of the job.")
    private String job = "";

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = "A parameter; show lists them. May be repeated.")
    private Map<String, String> parameters = new HashMap<>();

    @Option(names = "--dry-run", description = "Says what it would do, and changes nothing.")
    private boolean dryRun;

    @Option(
            names = "--wait",
            description = "Waits while somebody else runs the job, instead of being refused.")
    private boolean wait;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        if (!dryRun) {
            return JobRuns.toTheEnd(
                    common.settings("jobs"),
                    screen,
                    options,
                    wait,
                    operations -> operations.run(job, parameters, options.actor()));
        }
        try (BatchOperations operations = BatchAccess.open(common.settings("jobs"))) {
            List<String> plan = operations.dryRun(job, parameters);
            if (options.isJson()) {
                screen.say(BatchOptions.json(Map.of("job", job, "would", plan)));
            } else {
                screen.say(plan.isEmpty() ? List.of("nothing to do") : plan);
            }
            return 0;
        }
    }
}
