package dev.millrace.batch.schedule;

import dev.millrace.batch.schedule.Schedule.Misfire;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of {@code batch.schedules}. Whoever changes one wakes the role's task of the job, so
 * that the change counts at once.
 */
public record Schedules(JdbcClient sql) {

    private static final String ALL =
            """
            select s.*,
                array(select h.day from batch.holidays h where h.calendar = s.calendar) as holidays
            from batch.schedules s
            """;

    /** All of them, in the order of their next due times. */
    public List<Schedule> all() {
        return sql.sql(ALL + "order by s.next_due, s.job_name").query(Schedules::schedule).list();
    }

    /** That of a job; empty when it runs only when somebody asks. */
    public Optional<Schedule> find(String job) {
        return sql.sql(ALL + "where s.job_name = ?")
                .param(job)
                .query(Schedules::schedule)
                .optional();
    }

    /** Writes down a schedule where a job has none. */
    void begin(String job, Cron cron, Misfire misfire) {
        sql.sql(
                        """
                        insert into batch.schedules
                            (job_name, cron, zone, calendar, misfire, next_due, changed_by)
                        values (?, ?, ?, nullif(?, ''), ?, ?, 'millrace')
                        on conflict (job_name) do nothing
                        """)
                .params(
                        job,
                        cron.expression(),
                        cron.zone().getId(),
                        cron.calendar().orElse(""),
                        misfire.text(),
                        at(cron.after(now())))
                .update();
    }

    /**
     * Sets when a job runs; a pause stays one. What waits to be run is given up for the new times.
     */
    public Schedule set(String job, Cron cron, Misfire misfire, String changedBy) {
        // A run that ends meanwhile may be of a due time after the one found here.
        while (!setAfter(lastOf(job), job, cron, misfire, changedBy)) {}
        wake(job);
        return get(job);
    }

    /**
     * The moment before which no due time of a job may come: now, or its last, if that is later.
     */
    private Instant lastOf(String job) {
        Instant now = now();
        return sql.sql("select last_due from batch.schedules where job_name = ?")
                .param(job)
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant)
                .filter(due -> due.isAfter(now))
                .orElse(now);
    }

    private boolean setAfter(
            Instant last, String job, Cron cron, Misfire misfire, String changedBy) {
        return sql.sql(
                                """
                                insert into batch.schedules as s
                                    (job_name, cron, zone, calendar, misfire, next_due, changed_by)
                                values (?, ?, ?, nullif(?, ''), ?, ?, ?)
                                on conflict (job_name) do update
                                set cron = excluded.cron, zone = excluded.zone,
                                    calendar = excluded.calendar, misfire = excluded.misfire,
                                    next_due = excluded.next_due, changed_by = excluded.changed_by,
                                    changed_at = clock_timestamp()
                                where s.last_due is null or s.last_due < excluded.next_due
                                """)
                        .params(
                                job,
                                cron.expression(),
                                cron.zone().getId(),
                                cron.calendar().orElse(""),
                                misfire.text(),
                                at(cron.after(last)),
                                changedBy)
                        .update()
                == 1;
    }

    /**
     * Lets due times pass without a run.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when the job has no schedule
     */
    public Schedule pause(String job, String changedBy) {
        return setPaused(job, true, changedBy);
    }

    /**
     * Runs the job again when it is due; what passed meanwhile is not made up for.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when the job has no schedule
     */
    public Schedule resume(String job, String changedBy) {
        return setPaused(job, false, changedBy);
    }

    private Schedule setPaused(String job, boolean isPaused, String changedBy) {
        Schedule schedule = get(job);
        Instant next =
                schedule.isPaused() && schedule.nextDue().isBefore(now())
                        ? schedule.dueAfter(now())
                        : schedule.nextDue();
        sql.sql(
                        """
                        update batch.schedules
                        set is_paused = ?, changed_by = ?, changed_at = clock_timestamp(),
                            next_due = case when next_due = ? then ? else next_due end
                        where job_name = ?
                        """)
                // A run that has ended meanwhile has moved on from what was found above.
                .params(isPaused, changedBy, at(schedule.nextDue()), at(next), job)
                .update();
        wake(job);
        return get(job);
    }

    /** A due time has been run or let go; does nothing when somebody has said so before. */
    void advance(Schedule schedule, Instant nextDue) {
        sql.sql(
                        """
                        update batch.schedules set last_due = next_due, next_due = ?
                        where job_name = ? and next_due = ? and cron = ? and zone = ?
                            and coalesce(calendar, '') = ?
                        """)
                .params(
                        at(nextDue),
                        schedule.job(),
                        at(schedule.nextDue()),
                        schedule.cron().expression(),
                        schedule.cron().zone().getId(),
                        schedule.cron().calendar().orElse(""))
                .update();
    }

    /** Whether one of these jobs has a due time up to this moment that waits. */
    boolean isWaiting(List<String> jobs, Instant upTo) {
        return sql.sql(
                        """
                        select exists (
                            select from batch.schedules
                            where job_name in (:jobs) and not is_paused and next_due <= :upTo)
                        """)
                .param("jobs", jobs)
                .param("upTo", at(upTo))
                .query(Boolean.class)
                .single();
    }

    private Instant now() {
        return sql.sql("select clock_timestamp()").query(OffsetDateTime.class).single().toInstant();
    }

    /** The task of the job looks at once; while it runs the job, it looks by itself at its end. */
    private void wake(String job) {
        sql.sql(
                        """
                        update batch.scheduled_tasks
                        set execution_time = clock_timestamp(), version = version + 1
                        where task_name = ? and task_instance = ? and not picked
                        """)
                .params(JobScheduler.TASK, job)
                .update();
    }

    private Schedule get(String job) {
        return find(job)
                .orElseThrow(() ->
                        new PipelineException(
                                ErrorKind.JOB_REFUSED,
                                "job %s has no schedule: jobs schedule %s CRON gives it one"
                                        .formatted(job, job)));
    }

    private static OffsetDateTime at(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }

    private static Schedule schedule(ResultSet row, int number) throws SQLException {
        return new Schedule(
                row.getString("job_name"),
                cron(row),
                Misfire.of(row.getString("misfire")),
                row.getBoolean("is_paused"),
                row.getObject("next_due", OffsetDateTime.class).toInstant(),
                row.getString("changed_by"));
    }

    private static Cron cron(ResultSet row) throws SQLException {
        Cron cron = Cron.of(row.getString("cron"), ZoneId.of(row.getString("zone")));
        String calendar = row.getString("calendar");
        if (calendar == null) {
            return cron;
        }
        Date[] holidays = (Date[]) row.getArray("holidays").getArray();
        return cron.on(
                new BusinessDays(
                        calendar,
                        Arrays.stream(holidays)
                                .map(Date::toLocalDate)
                                .collect(Collectors.toSet())));
    }
}
