package dev.millrace.launcher.command;

import dev.millrace.batch.schedule.Cron;
import dev.millrace.batch.schedule.Holidays;
import dev.millrace.batch.schedule.Schedule;
import dev.millrace.batch.schedule.Schedule.Misfire;
import dev.millrace.batch.schedule.Schedules;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--calendar",
            paramLabel = "NAME",
            description =
                    "A due time on a weekend or a holiday of this calendar (jobs holidays) moves to"
                            + " the same time of the next business day.")
    private @Nullable String calendar;

    @Override
    Map<String, String> details() {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("cron", cron);
        details.put("zone", zone.getId());
        details.put("misfire", misfire.text());
        if (calendar != null) {
            details.put("calendar", calendar);
        }
        return details;
    }

    @Override
    Schedule change(Schedules schedules, String job, String actor) {
        Cron every = Cron.of(cron, zone);
        if (calendar == null) {
            return schedules.set(job, every, misfire, actor);
        }
        JobsHolidaysCommand.checkName(calendar);
        return schedules.set(
                job,
                every.on(new Holidays(schedules.sql()).businessDays(calendar)),
                misfire,
                actor);
    }
}
