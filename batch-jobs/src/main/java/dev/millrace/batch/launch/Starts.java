package dev.millrace.batch.launch;

import dev.millrace.batch.BatchSettings;
import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobRun;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import dev.millrace.schema.settings.DatabaseSettings;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.springframework.batch.core.job.JobExecution;

/**
 * Whatever starts, restarts or gives up an execution: under the job's lock, after what had lost its
 * process was called so, and with the end of the program waiting for it.
 */
final class Starts implements AutoCloseable {

    private static final String JOB = "batch.job";

    private final DatabaseSettings login;
    private final BatchSettings settings;
    private final Database database;
    private final RunRecords records;
    private final Executions executions;
    private final JobMeters meters;
    private final CountDownLatch closing = new CountDownLatch(1);
    // The first party is this object itself.
    private final Phaser running = new Phaser(1);
    private final AtomicBoolean isClosed = new AtomicBoolean();

    Starts(
            DatabaseSettings login,
            BatchSettings settings,
            Database database,
            RunRecords records,
            Executions executions,
            JobMeters meters) {
        this.login = login;
        this.settings = settings;
        this.database = database;
        this.records = records;
        this.executions = executions;
        this.meters = meters;
    }

    /** A new run. */
    RunReport begin(BatchJob job, JobRun run) {
        String name = run.job();
        try (Busy busy = busy();
                JobLock lock = lock(name)) {
            executions.recover(name);
            executions
                    .unfinished(name)
                    .ifPresent(execution -> {
                        throw waiting(name, execution.getId());
                    });
            return begin(job, run, lock);
        }
    }

    /** The rest of an execution that ended early. */
    RunReport goOn(BatchJob job, long id, String actor) {
        String name = job.description().name();
        try (Busy busy = busy();
                JobLock lock = lock(name)) {
            executions.recover(name);
            return goOn(job, atEnd(id, name), actor, lock);
        }
    }

    /**
     * The run of a due time: what of it is left, or nothing when it is done. What another run has
     * left unfinished is done first; when that fails again, this one has to wait for its next time.
     */
    RunReport beginDue(BatchJob job, JobRun run, Instant due) {
        String name = run.job();
        try (Busy busy = busy();
                JobLock lock = lock(name)) {
            executions.recover(name);
            Optional<RunReport> before = records.find(name, due);
            if (before.flatMap(RunReport::outcome).filter(Starts::isSettled).isPresent()) {
                return before.get();
            }
            Optional<JobExecution> unfinished = executions.unfinished(name);
            if (unfinished.isPresent()) {
                RunReport rest = goOn(job, unfinished.get(), run.actor(), lock);
                if (before.isPresent() || !rest.outcome().equals(Optional.of(Outcome.COMPLETED))) {
                    return rest;
                }
            }
            return begin(job, run.with(JobRun.SCHEDULED_FOR, due.toString()), lock);
        }
    }

    /** Gives up an execution that ended early. */
    void abandon(BatchJob job, long id, String actor) {
        String name = job.description().name();
        try (Busy busy = busy();
                JobLock lock = lock(name)) {
            executions.recover(name);
            JobExecution execution = atEnd(id, name);
            database.transaction()
                    .executeWithoutResult(status -> {
                        lock.verify(database.sql());
                        audit(actor, "abandon", name, id);
                        executions.abandon(execution);
                    });
        }
    }

    boolean isClosing() {
        return closing.getCount() == 0;
    }

    /** Lets each execution of this process end after the chunk that it has in hand, and waits. */
    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            closing.countDown();
            running.arriveAndAwaitAdvance();
        }
    }

    private RunReport begin(BatchJob job, JobRun run, JobLock lock) {
        records.audit(run.actor(), "run", JOB, run.job(), run.values());
        return execute(job, lock, launch -> launch.begin(run));
    }

    private RunReport goOn(BatchJob job, JobExecution execution, String actor, JobLock lock) {
        audit(actor, "restart", job.description().name(), execution.getId());
        return execute(job, lock, launch -> launch.goOn(execution, actor));
    }

    private RunReport execute(BatchJob job, JobLock lock, Function<Launch, JobExecution> start) {
        Launch launch = new Launch(job, lock, database, records, meters, settings, closing);
        return records.get(start.apply(launch).getId());
    }

    private void audit(String actor, String action, String job, long execution) {
        records.audit(actor, action, JOB, job, Map.of("execution", Long.toString(execution)));
    }

    private static boolean isSettled(Outcome outcome) {
        return outcome == Outcome.COMPLETED || outcome == Outcome.ABANDONED;
    }

    private PipelineException waiting(String name, long execution) {
        return new PipelineException(
                ErrorKind.JOB_REFUSED,
                "execution %d of job %s ended as %s: restart %d goes on with it, abandon %d gives it up"
                        .formatted(
                                execution,
                                name,
                                records.find(execution)
                                        .flatMap(RunReport::outcome)
                                        .map(Outcome::text)
                                        .orElse("failed"),
                                execution,
                                execution));
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

    /** Work that the end of the program waits for. */
    private Busy busy() {
        if (running.register() < 0 || isClosing()) {
            running.arriveAndDeregister();
            throw new PipelineException(ErrorKind.JOB_REFUSED, "the program ends");
        }
        return running::arriveAndDeregister;
    }

    private interface Busy extends AutoCloseable {

        @Override
        void close();
    }
}
