package dev.millrace.launcher.command;

import dev.millrace.batch.BatchFolders;
import dev.millrace.batch.archive.ArchiveFiles;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.settings.MillraceSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Reads the files. */
@Command(
        name = "verify",
        header = "Reads every file and compares it with its manifest.",
        description = {
            "",
            "Length, SHA-256, column types, rows, and the sum of each column. Exit code 1 when a file"
                    + " is damaged or missing; each is named.",
            ""
        })
final class ArchiveVerifyCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        MillraceSettings settings = common.settings("archive");
        BatchFolders folders = settings.batch().folders();
        try (BatchOperations operations = BatchAccess.open(settings)) {
            List<String> damages = new ArrayList<>();
            int files =
                    operations.look(sql ->
                            new ArchiveFiles(folders.archive())
                                    .verify(
                                            sql,
                                            failure ->
                                                    damages.add(
                                                            String.valueOf(failure.getMessage()))));
            if (options.isJson()) {
                screen.say(BatchOptions.json(Map.of("files", files, "damages", damages)));
            } else {
                screen.say(damages);
                screen.say("%d files read, %d damages".formatted(files, damages.size()));
            }
            return damages.isEmpty() ? 0 : Failures.FAILED;
        }
    }
}
