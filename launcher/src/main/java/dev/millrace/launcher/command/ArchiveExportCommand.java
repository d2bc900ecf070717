package dev.millrace.launcher.command;

import dev.millrace.launcher.screen.Screen;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes months that are archived already. */
@Command(
        name = "export",
        header = "Runs job archive-export: archived months that are in no file yet are written.")
final class ArchiveExportCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        return JobRuns.toTheEnd(
                common.settings("archive"),
                new Screen(spec.commandLine().getOut()),
                options,
                false,
                operations -> operations.run("archive-export", Map.of(), options.actor()));
    }
}
