package dev.millrace.batch.schedule;

import com.github.kagkarlsson.scheduler.Clock;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.batch.schedule.Schedule.Misfire;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done when the task of a job wakes. A due time is run once: its run carries it as a
 * parameter and is looked for under the job's lock, and only then the schedule moves on.
 */
final class DueJobs {

    private static final Logger LOG = LoggerFactory.getLogger(DueJobs.class);

    /** Whoever changes a schedule wakes the task; this is for changes by plain SQL. */
    private static final Duration LOOK_AT_LEAST = Duration.ofMinutes(1);

    private static final String ACTOR = "schedule";

    private final BatchOperations operations;
    private final DatabaseSettings login;
    private final Schedules schedules;
    private final Clock clock;
    private final ScheduleSettings settings;

    DueJobs(
            BatchOperations operations,
            DatabaseSettings login,
            Schedules schedules,
            Clock clock,
            ScheduleSettings settings) {
        this.operations = operations;
        this.login = login;
        this.schedules = schedules;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Runs the job if it is due and nothing is in the way.
     *
     * @return when to look again
     */
    Instant look(String job) {
        Optional<Schedule> found = schedules.find(job);
        Instant now = clock.now();
        if (found.isEmpty() || now.isBefore(found.get().nextDue())) {
            return nextLook(job);
        }
        Schedule schedule = found.get();
        if (isLetGo(schedule, now)) {
            LOG.atInfo()
                    .addKeyValue("job", job)
                    .addKeyValue("due", schedule.nextDue())
                    .addKeyValue("paused", schedule.isPaused())
                    .log("due time passes without a run");
        } else if (!isRun(schedule)) {
            return clock.now().plus(settings.lookEvery());
        }
        schedules.advance(schedule, schedule.dueAfter(clock.now()));
        return nextLook(job);
    }

    private boolean isLetGo(Schedule schedule, Instant now) {
        boolean isMissed = schedule.nextDue().plus(settings.misfireAfter()).isBefore(now);
        return schedule.isPaused()
                || (isMissed
                        && schedule.misfire() == Misfire.SKIP
                        && !operations.isBegun(schedule.job(), schedule.nextDue()));
    }

    /** Runs it to its end; false when it is to be tried again. */
    private boolean isRun(Schedule schedule) {
        String job = schedule.job();
        List<String> first = ScheduleDefaults.runsAfter(job);
        if (!first.isEmpty() && schedules.isWaiting(first, schedule.nextDue())) {
            return false;
        }
        Optional<Turn> turn = Turn.tryTake(login, ScheduleDefaults.pairs(job));
        if (turn.isEmpty()) {
            return false;
        }
        try (Turn held = turn.get()) {
            RunReport report = operations.runDue(job, schedule.nextDue(), ACTOR);
            // What only the end of this process has stopped, the next one goes on with.
            return !operations.isClosing()
                    || !report.outcome().equals(Optional.of(Outcome.STOPPED));
        } catch (PipelineException e) {
            if (e.kind() == ErrorKind.JOB_BUSY || operations.isClosing()) {
                return false;
            }
            throw e;
        }
    }

    private Instant nextLook(String job) {
        Instant latest = clock.now().plus(LOOK_AT_LEAST);
        return schedules
                .find(job)
                .map(Schedule::nextDue)
                .filter(due -> due.isBefore(latest))
                .orElse(latest);
    }
}
