package dev.millrace.launcher.command;

import dev.millrace.batch.BatchFolders;
import dev.millrace.batch.archive.ArchiveFiles;
import dev.millrace.batch.archive.ArchiveFiles.MonthFile;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.screen.TextTable;
import dev.millrace.launcher.settings.MillraceSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The files that count. */
@Command(
        name = "list",
        header = "Lists the months that are in files.",
        description = {
            "",
            "A month is outdated when rows of it have been archived since; export writes it anew,"
                    + " and until then queries read it from the database.",
            ""
        })
final class ArchiveListCommand implements Callable<Integer> {

    private static final int MONTH_LENGTH = 7;

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        MillraceSettings settings = common.settings("archive");
        BatchFolders folders = settings.batch().folders();
        try (BatchOperations operations = BatchAccess.open(settings)) {
            List<MonthFile> files =
                    operations.look(sql -> new ArchiveFiles(folders.archive()).list(sql));
            if (options.isJson()) {
                screen.say(
                        BatchOptions.json(files.stream().map(ArchiveListCommand::json).toList()));
            } else {
                screen.say(table(files));
            }
            return 0;
        }
    }

    private static List<String> table(List<MonthFile> files) {
        TextTable table =
                new TextTable(
                        "TABLE", "MONTH", "ROWS", "IN DATABASE", "BYTES", "EXPORTED", "STATE");
        for (MonthFile file : files) {
            table.row(
                    file.table(),
                    month(file),
                    Long.toString(file.rows()),
                    Long.toString(file.inDatabase()),
                    Long.toString(file.bytes()),
                    file.exportedAt(),
                    state(file));
        }
        return table.lines();
    }

    private static Map<String, Object> json(MonthFile file) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("table", file.table());
        json.put("month", month(file));
        json.put("rows", file.rows());
        json.put("rows_in_database", file.inDatabase());
        json.put("file", file.path().toString());
        json.put("bytes", file.bytes());
        json.put("exported_at", file.exportedAt());
        json.put("schema_version", file.schemaVersion());
        json.put("state", state(file));
        return json;
    }

    private static String month(MonthFile file) {
        return file.month().toString().substring(0, MONTH_LENGTH);
    }

    private static String state(MonthFile file) {
        return file.isCurrent() ? "current" : "outdated";
    }
}
