package dev.millrace.launcher.command;

import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.screen.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The jobs, one a line. */
@Command(name = "list", header = "Lists the jobs and how each went last.")
final class JobsListCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        try (BatchOperations operations = BatchAccess.open(common.settings("jobs"))) {
            TextTable table = new TextTable("ID", "JOB", "LAST", "STARTED", "WHAT");
            List<Map<String, @Nullable Object>> json = new ArrayList<>();
            for (JobDescription job :
                    operations.jobs().stream().map(j -> j.description()).toList()) {
                Optional<RunReport> last =
                        operations.history(Optional.of(job.name()), false, 1).stream().findFirst();
                table.row(
                        job.id(),
                        job.name(),
                        last.map(RunViews::state).orElse("-"),
                        last.map(report -> report.startedAt().toString()).orElse("-"),
                        job.summary());
                Map<String, @Nullable Object> row = new LinkedHashMap<>();
                row.put("id", job.id());
                row.put("job", job.name());
                row.put("summary", job.summary());
                row.put("last", last.map(RunViews::json).orElse(null));
                json.add(row);
            }
            if (options.isJson()) {
                screen.say(BatchOptions.json(json));
            } else {
                screen.say(table.lines());
            }
            return 0;
        }
    }
}
