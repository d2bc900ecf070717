package dev.millrace.batch.launch;

import dev.millrace.batch.BatchSettings;
import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobRun;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What an operator or a schedule can ask for. Whatever starts, restarts, recovers or gives up an
 * execution holds the job's lock meanwhile; a request to stop needs none.
 *
 * <p>Safe for threads. An execution runs in the thread that starts it.
 */
public final class BatchOperations implements AutoCloseable {

    private static final String JOB = "batch.job";

    private final BatchSettings settings;
    private final Map<String, BatchJob> jobs;
    private final Clock clock;
    private final Database database;
    private final RunRecords records;
    private final Executions executions;
    private final Starts starts;

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
        this.starts =
                new Starts(
                        login,
                        settings,
                        database,
                        records,
                        executions,
                        new JobMeters(registry, this.jobs.keySet()));
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
        return starts.begin(job, checked(job, parameters, actor));
    }

    /**
     * Runs a job for a due time of its schedule, to its end, once: when it was run for that time,
     * what was done then is returned, and when that ended early, the rest is done.
     *
     * @param actor who asks, for the audit trail
     * @throws PipelineException {@link ErrorKind#JOB_BUSY} while somebody else runs the job
     */
    public RunReport runDue(String name, Instant due, String actor) {
        BatchJob job = job(name);
        return starts.beginDue(job, checked(job, Map.of(), actor), due);
    }

    /** Whether a run for this due time has begun, and perhaps ended. */
    public boolean isBegun(String name, Instant due) {
        return records.find(name, due).isPresent();
    }

    /**
     * Goes on with an execution that failed, was stopped, or lost its process, with the same
     * parameters and cut-off, to its end.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when it cannot go on, {@link
     *     ErrorKind#JOB_BUSY} while somebody else runs the job
     */
    public RunReport restart(long id, String actor) {
        return starts.goOn(jobOf(id), id, actor);
    }

    /**
     * Gives up an execution: it is never restarted, and the job may be run anew.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when it is done or given up already,
     *     {@link ErrorKind#JOB_BUSY} while somebody runs the job
     */
    public void abandon(long id, String actor) {
        starts.abandon(jobOf(id), id, actor);
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
        return records.get(id);
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
        return act(actor, action, resource, id, Map.of(), work);
    }

    /** As the other, with what the line is to say beside. */
    public <T> T act(
            String actor,
            String action,
            String resource,
            String id,
            Map<String, String> details,
            Function<JdbcClient, T> work) {
        return Optional.ofNullable(
                        database.transaction()
                                .execute(status -> {
                                    records.audit(actor, action, resource, id, details);
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

    /** Whether {@link #close} was called: what runs ends after the chunk in hand. */
    public boolean isClosing() {
        return starts.isClosing();
    }

    /** Lets each execution of this process end after the chunk that it has in hand, and waits. */
    @Override
    public void close() {
        starts.close();
        database.close();
    }

    private BatchJob jobOf(long execution) {
        return job(executions.get(execution).getJobInstance().getJobName());
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
