package dev.millrace.launcher.command;

import dev.millrace.launcher.health.Duty;
import dev.millrace.launcher.pipeline.Pipeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Runs the role that reads the log, against servers that already run. */
@Command(
        name = "ingest",
        subcommands = {ResnapshotCommand.class, SnapshotCommand.class},
        header = "Runs only the role that reads the log, until Ctrl-C or SIGTERM.",
        description = {
            "",
            "One instance reads at a time. A second one waits for the replication slot and takes"
                    + " over when the first is gone.",
            ""
        })
final class IngestCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        return RoleRun.untilStopped(
                Duty.INGEST,
                common.settings("ingest"),
                spec.commandLine().getOut(),
                Pipeline::startIngest);
    }
}
