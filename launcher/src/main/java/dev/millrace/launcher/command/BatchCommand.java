package dev.millrace.launcher.command;

import dev.millrace.launcher.health.Duty;
import dev.millrace.launcher.pipeline.Pipeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the role that runs batch jobs when they are due, against servers that already run. */
@Command(
        name = "batch",
        header =
                "Runs only the role that runs batch jobs when they are due, until Ctrl-C or SIGTERM.",
        description = {
            "",
            "At its end each job stops after the chunk that it has in hand, and the next process"
                    + " goes on with it. Any number of processes may run the role: a job runs once"
                    + " at a time, and once for each of its due times. up runs it too, unless"
                    + " batch.schedule.in-up is false.",
            ""
        })
final class BatchCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        return RoleRun.untilStopped(
                Duty.BATCH,
                common.settings("batch"),
                spec.commandLine().getOut(),
                Pipeline::startBatch);
    }
}
