package dev.millrace.launcher.command;

import dev.millrace.batch.schedule.Schedule;
import dev.millrace.batch.schedule.Schedules;
import picocli.CommandLine.Command;

/** Lets the due times of a job pass without a run. */
@Command(
        name = "pause",
        header = "Lets the due times of a job pass without a run.",
        description = {"", "A run under way goes on; stop ends it.", ""})
final class JobsPauseCommand extends ScheduleCommand {

    @Override
    Schedule change(Schedules schedules, String job, String actor) {
        return schedules.pause(job, actor);
    }
}
