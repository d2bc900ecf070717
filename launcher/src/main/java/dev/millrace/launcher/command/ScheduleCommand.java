package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.schedule.Schedule;
import dev.millrace.batch.schedule.Schedules;
import dev.millrace.launcher.screen.Screen;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Something that an operator changes about the schedule of one job. */
abstract class ScheduleCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(index = "0", paramLabel = "JOB", description = "Name of the job.")
    private String job = "";

    @Spec private CommandSpec spec;

    /** What is changed, for the audit trail; nothing where the name of the command says it all. */
    Map<String, String> details() {
        return Map.of();
    }

    /** Changes it. */
    abstract Schedule change(Schedules schedules, String job, String actor);

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        Map<String, String> details = details();
        try (BatchOperations operations = BatchAccess.open(common.settings("jobs"))) {
            operations.job(job);
            String actor = options.actor();
            Schedule schedule =
                    operations.act(
                            actor,
                            spec.name(),
                            "batch.job",
                            job,
                            details,
                            sql -> change(new Schedules(sql), job, actor));
            if (options.isJson()) {
                screen.say(BatchOptions.json(JobsNextCommand.json(schedule)));
            } else {
                screen.say(
                        schedule.isPaused()
                                ? "job %s is paused (%s)".formatted(job, schedule.cron())
                                : "job %s is due at %s (%s)"
                                        .formatted(job, schedule.nextDue(), schedule.cron()));
            }
            return 0;
        }
    }
}
