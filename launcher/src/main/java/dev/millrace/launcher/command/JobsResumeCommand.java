package dev.millrace.launcher.command;

import dev.millrace.batch.schedule.Schedule;
import dev.millrace.batch.schedule.Schedules;
import picocli.CommandLine.Command;

/** Runs a paused job again when it is due. */
@Command(
        name = "resume",
        header = "Runs a paused job again when it is due.",
        description = {"", "What passed meanwhile is not made up for.", ""})
final class JobsResumeCommand extends ScheduleCommand {

    @Override
    Schedule change(Schedules schedules, String job, String actor) {
        return schedules.resume(job, actor);
    }
}
