package dev.millrace.launcher.command;

import dev.millrace.batch.schedule.Cron;
import dev.millrace.batch.schedule.Schedule;
import dev.millrace.batch.schedule.Schedule.Misfire;
import dev.millrace.batch.schedule.Schedules;
import java.time.ZoneId;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets when a job runs by itself. */
@Command(
        name = "schedule",
        header = "Sets when a job runs by itself.",
        description = {
            "",
            "CRON is five fields of crontab, or six that begin with the second, in quotes. It counts"
                    + " at once; a due time that waited to be run is given up for it.",
            ""
        })
final class JobsScheduleCommand extends ScheduleCommand {

    @Parameters(
            index = "1",
            paramLabel = "CRON",
            description = "When, for example '30 2 * * 1' for Mondays at 2:30.")
    private String cron = "";

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            description = "Time zone in which it is read (default: UTC).")
    private ZoneId zone = ZoneId.of("UTC");

    @Option(
            names = "--misfire",
            paramLabel = "run|skip",
            defaultValue = "run",
            converter = MisfireConverter.class,
            description =
                    "What becomes of due times that were missed: one run as soon as possible, or"
                            + " none (default: run).")
    private Misfire misfire = Misfire.RUN;

    @Override
    Map<String, String> details() {
        return Map.of("cron", cron, "zone", zone.getId(), "misfire", misfire.text());
    }

    @Override
    Schedule change(Schedules schedules, String job, String actor) {
        return schedules.set(job, Cron.of(cron, zone), misfire, actor);
    }
}
