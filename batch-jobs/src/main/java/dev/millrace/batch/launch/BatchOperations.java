package dev.millrace.batch.launch;

import dev.millrace.batch.BatchSettings;
import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobRun;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What an operator or a schedule can ask for. Whatever starts, restarts, recovers or gives up an
 * execution holds the job's lock meanwhile; a request to stop needs none.
 *
 * <p>Safe for threads. An execution runs in the thread that starts it.
 */
public final class BatchOperations implements AutoCloseable {

    private static final String JOB = "batch.job";

    private final DatabaseSettings login;
    private final BatchSettings settings;
    private final Map<String, BatchJob> jobs;
    private final Clock clock;
    private final Database database;
    private final RunRecords records;
    private final Executions executions;
    private final JobMeters meters;
    private final CountDownLatch closing = new CountDownLatch(1);
    // The first party is this object itself.
    private final Phaser running = new Phaser(1);
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /**
     * Connects when first asked.
     *
     * @param login the application database, seen by the batch role
     * @param jobs in the order in which they are listed
     * @param clock decides the cut-off of a run that is given none
     */
    public BatchOperations(
            DatabaseSettings login,
            BatchSettings settings,
            List<BatchJob> jobs,
            MeterRegistry registry,
            Clock clock) {
        this.login = login;
        this.settings = settings;
        this.jobs =
                jobs.stream()
                        .collect(
                                java.util.stream.Collectors.toMap(
                                        job -> job.description().name(),
                                        Function.identity(),
                                        (a, b) -> {
                                            throw new IllegalArgumentException(
                                                    "two jobs " + a.description().name());
                                        },
                                        java.util.LinkedHashMap::new));
        this.clock = clock;
        this.database = new Database(login);
        this.records = new RunRecords(database.sql());
        this.executions = new Executions(database.repository(), database.sql(), records);
        this.meters = new JobMeters(registry);
    }

    /** The jobs, in their order. */
    public List<BatchJob> jobs() {
        return List.copyOf(jobs.values());
    }

    /**
     * The job of this name.
     *
     * @throws PipelineException {@link ErrorKind#SETTING_INVALID} when there is none
     */
    public BatchJob job(String name) {
        BatchJob job = jobs.get(name);
        if (job == null) {
            throw new PipelineException(
                    ErrorKind.SETTING_INVALID,
                    "there is no job '%s', expected one of %s"
                            .formatted(
                                    name,
                                    String.join(
                                            ", ",
                                            jobs.keySet().stream()
                                                    .sorted(Comparator.naturalOrder())
                                                    .toList())));
        }
        return job;
    }

    /** What a run with these parameters would do now; changes nothing and waits for nobody. */
    public List<String> dryRun(String name, Map<String, String> parameters) {
        BatchJob job = job(name);
        JobRun run = checked(job, parameters, "nobody");
        return Optional.ofNullable(
                        database.readOnly().execute(status -> job.plan(run, database.sql())))
                .orElseThrow();
    }

    /**
     * Runs a job to its end.
     *
     * @param actor who asks, for the audit trail
     * @throws PipelineException {@link ErrorKind#SETTING_INVALID} for parameters that do not fit,
     *     {@link ErrorKind#JOB_BUSY} while somebody else runs the job, {@link
     *     ErrorKind#JOB_REFUSED} when its last execution waits to be restarted or given up
     */
    public RunReport run(String name, Map<String, String> parameters, String actor) {
        BatchJob job = job(name);
        JobRun run = checked(job, parameters, actor);
        try (Busy busy = busy();
                JobLock lock = lock(name)) {
            executions.recover(name);
            executions
                    .unfinished(name)
                    .ifPresent(execution -> {
                        throw new PipelineException(
                                ErrorKind.JOB_REFUSED,
                                "execution %d of job %s ended as %s: restart %d goes on with it, abandon %d gives it up"
                                        .formatted(
                                                execution.getId(),
                                                name,
                                                records.find(execution.getId())
                                                        .flatMap(RunReport::outcome)
                                                        .map(Outcome::text)
                                                        .orElse("failed"),
                                                execution.getId(),
                                                execution.getId()));
                    });
            records.audit(actor, "run", JOB, name, run.values());
            return execute(job, lock, launch -> launch.begin(run));
        }
    }

    /**
     * Goes on with an execution that failed, was stopped, or lost its process, with the same
     * parameters and cut-off, to its end.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when it cannot go on, {@link
     *     ErrorKind#JOB_BUSY} while somebody else runs the job
     */
    public RunReport restart(long id, String actor) {
        String name = executions.get(id).getJobInstance().getJobName();
        BatchJob job = job(name);
        try (Busy busy = busy();
                JobLock lock = lock(name)) {
            executions.recover(name);
            JobExecution execution = atEnd(id, name);
            records.audit(actor, "restart", JOB, name, Map.of("execution", Long.toString(id)));
            return execute(job, lock, launch -> launch.goOn(execution, actor));
        }
    }

    /**
     * Gives up an execution: it is never restarted, and the job may be run anew.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when it is done or given up already,
     *     {@link ErrorKind#JOB_BUSY} while somebody runs the job
     */
    public void abandon(long id, String actor) {
        String name = executions.get(id).getJobInstance().getJobName();
        try (Busy busy = busy();
                JobLock lock = lock(name)) {
            executions.recover(name);
            JobExecution execution = atEnd(id, name);
            database.transaction()
                    .executeWithoutResult(status -> {
                        lock.verify(database.sql());
                        records.audit(
                                actor,
                                "abandon",
                                JOB,
                                name,
                                Map.of("execution", Long.toString(id)));
                        executions.abandon(execution);
                    });
        }
    }

    /**
     * Asks an execution to end after the chunk that it has in hand, wherever it runs.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when it has ended
     */
    public void requestStop(long id, String actor) {
        RunReport report = show(id);
        if (report.outcome().isPresent()) {
            throw new PipelineException(
                    ErrorKind.JOB_REFUSED,
                    "execution %d of job %s has ended: %s"
                            .formatted(id, report.job(), report.outcome().get().text()));
        }
        records.requestStop(id, actor);
        records.audit(actor, "stop", JOB, report.job(), Map.of("execution", Long.toString(id)));
    }

    /**
     * An execution as it is now.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when there is none
     */
    public RunReport show(long id) {
        executions.get(id);
        return records.find(id)
                .orElseThrow(() ->
                        new PipelineException(
                                ErrorKind.JOB_REFUSED,
                                "execution " + id + " ended before it began"));
    }

    /**
     * Executions, the newest first.
     *
     * @param job only of this job
     * @param onlyFailed only those that failed or lost their process
     */
    public List<RunReport> history(Optional<String> job, boolean onlyFailed, int limit) {
        job.ifPresent(this::job);
        return records.history(job, onlyFailed, limit);
    }

    /**
     * What else an operator does with the tables of a job, in one transaction, with its line in the
     * audit trail.
     *
     * @param resource kind of what is acted on, for example {@code billing.payout_batch}
     */
    public <T> T act(
            String actor, String action, String resource, String id, Function<JdbcClient, T> work) {
        return Optional.ofNullable(
                        database.transaction()
                                .execute(status -> {
                                    records.audit(actor, action, resource, id, Map.of());
                                    return work.apply(database.sql());
                                }))
                .orElseThrow();
    }

    /** What somebody wants to see, as of one moment. */
    public <T> T look(Function<JdbcClient, T> question) {
        return Optional.ofNullable(
                        database.readOnly().execute(status -> question.apply(database.sql())))
                .orElseThrow();
    }

    /** Lets each execution of this process end after the chunk that it has in hand, and waits. */
    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            closing.countDown();
            running.arriveAndAwaitAdvance();
            database.close();
        }
    }

    private RunReport execute(BatchJob job, JobLock lock, Function<Launch, JobExecution> start) {
        Launch launch = new Launch(job, lock, database, records, meters, settings, closing);
        return show(start.apply(launch).getId());
    }

    /** Work that the end of the program waits for. */
    private Busy busy() {
        if (running.register() < 0 || closing.getCount() == 0) {
            running.arriveAndDeregister();
            throw new PipelineException(ErrorKind.JOB_REFUSED, "the program ends");
        }
        return running::arriveAndDeregister;
    }

    private interface Busy extends AutoCloseable {

        @Override
        void close();
    }

    private JobExecution atEnd(long id, String name) {
        JobExecution execution = executions.get(id);
        JobExecution newest = executions.unfinished(name).orElse(null);
        if (newest == null || newest.getId() != id) {
            throw new PipelineException(
                    ErrorKind.JOB_REFUSED,
                    "execution %d of job %s is %s and not the last one that waits"
                            .formatted(id, name, execution.getStatus()));
        }
        return newest;
    }

    private JobLock lock(String name) {
        return JobLock.tryTake(login, name, Launch.process())
                .orElseThrow(() ->
                        new PipelineException(
                                ErrorKind.JOB_BUSY,
                                "job %s is run by %s"
                                        .formatted(
                                                name,
                                                JobLock.holder(database.sql(), name)
                                                        .orElse("another process"))));
    }

    private JobRun checked(BatchJob job, Map<String, String> parameters, String actor) {
        return JobRun.checked(
                job.description(),
                parameters,
                actor,
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                settings.chunkSize(),
                settings.rowsPerSecond());
    }
}
