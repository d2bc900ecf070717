package dev.millrace.launcher.command;

import dev.millrace.batch.BatchSettings;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Parameter;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.screen.TextTable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One job, or one execution. */
@Command(
        name = "show",
        header = "Shows a job with its parameters and its last execution, or one execution.")
final class JobsShowCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Parameters(paramLabel = "JOB", description = "Name of a job, or number of an execution.")
    private String what = "";

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        try (BatchOperations operations = BatchAccess.open(common.settings("jobs"))) {
            if (what.matches("\\d{1,18}")) {
                RunReport report = operations.show(Long.parseLong(what));
                if (options.isJson()) {
                    screen.say(BatchOptions.json(RunViews.json(report)));
                } else {
                    screen.say(RunViews.details(report));
                }
                return 0;
            }
            JobDescription job = operations.job(what).description();
            Optional<RunReport> last =
                    operations.history(Optional.of(what), false, 1).stream().findFirst();
            if (options.isJson()) {
                screen.say(BatchOptions.json(json(job, last)));
            } else {
                screen.say("%s %s: %s".formatted(job.id(), job.name(), job.summary()));
                screen.say(parameterTable(job));
                screen.say(last.map(RunViews::details).orElse(List.of("never run")));
            }
            return 0;
        }
    }

    private static List<Parameter> parameters(JobDescription job) {
        return Stream.concat(
                        job.parameters().stream(),
                        JobRun.common(
                                Instant.EPOCH,
                                BatchSettings.DEFAULTS.chunkSize(),
                                BatchSettings.DEFAULTS.rowsPerSecond())
                                .stream())
                .toList();
    }

    private static List<String> parameterTable(JobDescription job) {
        TextTable table = new TextTable("PARAMETER", "TAKES", "MEANING");
        for (Parameter parameter : parameters(job)) {
            table.row(parameter.name(), parameter.kind().expected(), parameter.meaning());
        }
        return table.lines();
    }

    private static Map<String, @Nullable Object> json(
            JobDescription job, Optional<RunReport> last) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", job.id());
        json.put("job", job.name());
        json.put("summary", job.summary());
        json.put(
                "parameters",
                parameters(job).stream()
                        .map(p ->
                                Map.of(
                                        "name",
                                        p.name(),
                                        "takes",
                                        p.kind().expected(),
                                        "meaning",
                                        p.meaning()))
                        .toList());
        json.put("last", last.map(RunViews::json).orElse(null));
        return json;
    }
}
