package dev.millrace.batch.schedule;

import com.github.kagkarlsson.scheduler.Clock;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.CustomTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The role that runs jobs when they are due. Any number of processes may run it: the tasks of
 * db-scheduler say who looks at a job, the job's own lock who runs it.
 */
public final class JobScheduler implements AutoCloseable {

    /** How the sessions of the role are called in {@code pg_stat_activity}. */
    public static final String SESSIONS = "millrace batch scheduler";

    static final String TASK = "job";

    private static final int MISSED_HEARTBEATS = 4;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    /** Jobs at the same time; each takes up to three of the jobs' ten connections. */
    private static final int THREADS = 3;

    private final BatchOperations operations;
    private final HikariDataSource pool;
    private final DatabaseClock clock;
    private final Scheduler scheduler;

    private JobScheduler(
            BatchOperations operations,
            HikariDataSource pool,
            DatabaseClock clock,
            Scheduler scheduler) {
        this.operations = operations;
        this.pool = pool;
        this.clock = clock;
        this.scheduler = scheduler;
    }

    /**
     * Writes down the schedules that the product brings where a job has none, and begins to look.
     *
     * @param operations runs the jobs; closed with this
     * @param login the application database, seen by the batch role
     * @throws PipelineException {@link ErrorKind#SERVER_UNREACHABLE}
     */
    public static JobScheduler start(
            BatchOperations operations, DatabaseSettings login, ScheduleSettings settings) {
        return start(operations, login, settings, UnaryOperator.identity());
    }

    /**
     * As the other.
     *
     * @param onClock what somebody does to the clock
     */
    static JobScheduler start(
            BatchOperations operations,
            DatabaseSettings login,
            ScheduleSettings settings,
            UnaryOperator<Clock> onClock) {
        HikariDataSource pool = pool(login);
        try {
            JdbcClient sql = JdbcClient.create(pool);
            Schedules schedules = new Schedules(sql);
            Set<String> jobs =
                    operations.jobs().stream()
                            .map(BatchJob::description)
                            .map(description -> description.name())
                            .collect(Collectors.toSet());
            ScheduleDefaults.all()
                    .forEach((job, schedule) -> {
                        if (jobs.contains(job)) {
                            Cron every = Cron.of(schedule.cron(), settings.zone());
                            schedules.begin(
                                    job,
                                    schedule.calendar()
                                            .map(new Holidays(sql)::businessDays)
                                            .map(every::on)
                                            .orElse(every),
                                    schedule.misfire());
                        }
                    });
            DatabaseClock databaseClock = new DatabaseClock(sql);
            Clock clock = onClock.apply(databaseClock);
            Scheduler scheduler =
                    scheduler(
                            pool,
                            clock,
                            settings,
                            new DueJobs(operations, login, schedules, clock, settings));
            for (String job : jobs) {
                scheduler.scheduleIfNotExists(new TaskInstance<Void>(TASK, job), clock.now());
            }
            scheduler.start();
            return new JobScheduler(operations, pool, databaseClock, scheduler);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    private static Scheduler scheduler(
            HikariDataSource pool, Clock clock, ScheduleSettings settings, DueJobs due) {
        CustomTask<Void> task =
                Tasks.custom(TASK, Void.class)
                        .onFailure((completed, tasks) ->
                                tasks.reschedule(completed, clock.now().plus(AFTER_FAILURE)))
                        .onDeadExecution(
                                (completed, tasks) -> tasks.reschedule(completed, clock.now()))
                        .execute((instance, context) -> {
                            Instant again = due.look(instance.getId());
                            return (completed, tasks) -> tasks.reschedule(completed, again);
                        });
        return Scheduler.create(pool, task)
                .tableName("batch.scheduled_tasks")
                .clock(clock)
                // A name of its own for each start: nobody takes what a former process had in hand.
                .schedulerName(new SchedulerName.Fixed(UUID.randomUUID().toString()))
                .threads(THREADS)
                .pollingInterval(settings.lookEvery())
                .heartbeatInterval(settings.heartbeat())
                .missedHeartbeatsLimit(MISSED_HEARTBEATS)
                .shutdownMaxWait(Duration.ofDays(1))
                .build();
    }

    private static HikariDataSource pool(DatabaseSettings login) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("batch scheduler");
        config.setJdbcUrl(login.jdbcUrl());
        config.setUsername(login.user());
        config.setPassword(login.password().reveal());
        config.setMaximumPoolSize(THREADS + 2);
        config.setMinimumIdle(1);
        config.addDataSourceProperty("ApplicationName", SESSIONS);
        try {
            return new HikariDataSource(config);
        } catch (HikariPool.PoolInitializationException e) {
            throw new PipelineException(
                    ErrorKind.SERVER_UNREACHABLE,
                    "%s cannot be reached as %s, which runs batch jobs when they are due: %s"
                            .formatted(
                                    login.jdbcUrl(),
                                    login.user(),
                                    e.getCause() == null ? e : e.getCause().getMessage()),
                    e);
        }
    }

    /** Time since the database was last heard of; what looks for due jobs asks it all the time. */
    public Duration age() {
        return clock.age();
    }

    /** Lets each run end after the chunk that it has in hand, and waits for it. */
    @Override
    public void close() {
        scheduler.pause();
        try (pool) {
            operations.close();
            scheduler.stop();
        }
    }
}
