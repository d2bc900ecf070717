package dev.millrace.launcher.command;

import dev.millrace.launcher.health.Duty;
import dev.millrace.launcher.pipeline.Pipeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the role that keeps the stores, against servers that already run. */
@Command(
        name = "streams",
        header = "Runs only the role that keeps the derived stores, until Ctrl-C or SIGTERM.",
        description = {
            "",
            "Start more instances to spread the partitions; each needs a --folder of its own.",
            ""
        })
final class StreamsCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        return RoleRun.untilStopped(
                Duty.STREAMS,
                common.settings("streams"),
                spec.commandLine().getOut(),
                Pipeline::startStreams);
    }
}
