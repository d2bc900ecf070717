package dev.millrace.launcher.command;

import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.schedule.Schedule;
import dev.millrace.batch.schedule.ScheduleDefaults;
import dev.millrace.batch.schedule.Schedules;
import dev.millrace.launcher.screen.Screen;
import dev.millrace.launcher.screen.TextTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What comes next, the soonest first. */
@Command(
        name = "next",
        header = "Shows when jobs run by themselves, the soonest first.",
        description = {
            "",
            "The role batch (millrace batch, or up) writes down the schedules that the product"
                    + " brings when it first starts.",
            ""
        })
final class JobsNextCommand implements Callable<Integer> {

    @Mixin private CommonOptions common = new CommonOptions();
    @Mixin private BatchOptions options = new BatchOptions();

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many due times of each job (default: 1).")
    private int count;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        Screen screen = new Screen(spec.commandLine().getOut());
        try (BatchOperations operations = BatchAccess.open(common.settings("jobs"))) {
            List<Schedule> schedules = operations.look(sql -> new Schedules(sql).all());
            if (options.isJson()) {
                screen.say(
                        BatchOptions.json(schedules.stream().map(JobsNextCommand::json).toList()));
            } else {
                screen.say(table(schedules));
            }
            return 0;
        }
    }

    private List<String> table(List<Schedule> schedules) {
        TextTable table =
                new TextTable(
                        "DUE", "JOB", "CRON", "ZONE", "DAYS", "MISSED", "AFTER", "SET BY", "STATE");
        for (Schedule schedule : schedules) {
            for (Instant due : dueTimes(schedule)) {
                table.row(
                        due.toString(),
                        schedule.job(),
                        schedule.cron().expression(),
                        schedule.cron().zone().getId(),
                        schedule.cron().calendar().orElse("all"),
                        schedule.misfire().text(),
                        String.join(", ", ScheduleDefaults.runsAfter(schedule.job())),
                        schedule.changedBy(),
                        schedule.isPaused() ? "paused" : "");
            }
        }
        return table.lines();
    }

    private List<Instant> dueTimes(Schedule schedule) {
        List<Instant> times = new ArrayList<>();
        Instant due = schedule.nextDue();
        for (int i = 0; i < count; i++) {
            times.add(due);
            due = schedule.cron().after(due);
        }
        return times;
    }

    static Map<String, Object> json(Schedule schedule) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("job", schedule.job());
        json.put("cron", schedule.cron().expression());
        json.put("zone", schedule.cron().zone().getId());
        schedule.cron().calendar().ifPresent(calendar -> json.put("calendar", calendar));
        json.put("misfire", schedule.misfire().text());
        json.put("next_due", schedule.nextDue().toString());
        json.put("after", ScheduleDefaults.runsAfter(schedule.job()));
        json.put("paused", schedule.isPaused());
        json.put("set_by", schedule.changedBy());
        return json;
    }
}
