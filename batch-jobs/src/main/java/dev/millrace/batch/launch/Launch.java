package dev.millrace.batch.launch;

import dev.millrace.batch.BatchSettings;
import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.WorkStep;
import dev.millrace.schema.failure.PipelineException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.builder.SimpleJobBuilder;
import org.springframework.batch.core.job.parameters.JobParameter;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.listener.JobExecutionListener;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.TaskletStep;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.DefaultTransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttribute;

/** One execution of a job by Spring Batch, from its record to its end, while the lock is held. */
final class Launch {

    private static final Logger LOG = LoggerFactory.getLogger(Launch.class);

    /** Tells runs with the same parameters apart; a restart has that of its run. */
    private static final String RUN_ID = "run-id";

    private final BatchJob job;
    private final JobLock lock;
    private final Database database;
    private final RunRecords records;
    private final JobMeters meters;
    private final BatchSettings settings;
    private final CountDownLatch closing;

    Launch(
            BatchJob job,
            JobLock lock,
            Database database,
            RunRecords records,
            JobMeters meters,
            BatchSettings settings,
            CountDownLatch closing) {
        this.job = job;
        this.lock = lock;
        this.database = database;
        this.records = records;
        this.meters = meters;
        this.settings = settings;
        this.closing = closing;
    }

    /** Host and id of this process. */
    static String process() {
        String id = Long.toString(ManagementFactory.getRuntimeMXBean().getPid());
        try {
            return InetAddress.getLocalHost().getHostName() + ":" + id;
        } catch (UnknownHostException e) {
            return "unknown host:" + id;
        }
    }

    /** A new run. */
    JobExecution begin(JobRun run) {
        // Before there is an execution: what a job refuses leaves none that has to be given up.
        Job built = build(run);
        JobParametersBuilder parameters = new JobParametersBuilder();
        run.values().forEach((name, value) -> parameters.addString(name, value));
        parameters.addString(RUN_ID, UUID.randomUUID().toString());
        JobInstance instance =
                repository().createJobInstance(run.job(), parameters.toJobParameters());
        return execute(
                repository()
                        .createJobExecution(
                                instance, parameters.toJobParameters(), new ExecutionContext()),
                built);
    }

    /** The rest of a run that ended early: its parameters, and the steps that are not done. */
    JobExecution goOn(JobExecution former, String actor) {
        JobParameters parameters = former.getJobParameters();
        Map<String, String> values = new TreeMap<>();
        for (JobParameter<?> parameter : parameters) {
            if (!parameter.name().equals(RUN_ID)) {
                values.put(parameter.name(), String.valueOf(parameter.value()));
            }
        }
        Job built = build(new JobRun(job.description().name(), actor, values));
        JobExecution next =
                repository()
                        .createJobExecution(
                                former.getJobInstance(), parameters, former.getExecutionContext());
        return execute(next, built);
    }

    private static JobExecution execute(JobExecution execution, Job built) {
        try {
            built.execute(execution);
        } catch (org.springframework.batch.core.job.JobInterruptedException e) {
            throw new IllegalStateException("Spring Batch let an interruption pass", e);
        }
        return execution;
    }

    private Job build(JobRun run) {
        Iterator<WorkStep> steps = job.steps(run).iterator();
        SimpleJobBuilder builder =
                new JobBuilder(run.job(), repository())
                        .listener(new Listener(run))
                        .start(step(steps.next(), run));
        while (steps.hasNext()) {
            builder = builder.next(step(steps.next(), run));
        }
        return builder.build();
    }

    private Step step(WorkStep work, JobRun run) {
        BetweenChunks pace =
                new BetweenChunks(run.rowsPerSecond(), settings.lockPatience(), closing);
        TaskletStep step =
                new StepBuilder(work.name(), repository())
                        .tasklet(
                                new ChunkTasklet(work, database.sql(), lock, records, pace, meters),
                                database.transactions())
                        .transactionAttribute(around(work))
                        .build();
        step.setInterruptionPolicy(pace);
        return step;
    }

    private static TransactionAttribute around(WorkStep work) {
        return new DefaultTransactionAttribute(
                switch (work.frame()) {
                    case TRANSACTION -> TransactionDefinition.PROPAGATION_REQUIRED;
                    case NONE -> TransactionDefinition.PROPAGATION_NOT_SUPPORTED;
                });
    }

    private JobRepository repository() {
        return database.repository();
    }

    /** What is written down at the start and at the end, beside Spring Batch's own records. */
    private final class Listener implements JobExecutionListener {

        private final JobRun run;
        private final long startedAt = System.nanoTime();

        Listener(JobRun run) {
            this.run = run;
        }

        @Override
        public void beforeJob(JobExecution execution) {
            meters.began(run.job());
            LOG.atInfo()
                    .addKeyValue("job", run.job())
                    .addKeyValue("execution", execution.getId())
                    .log("job starts");
            database.transaction()
                    .executeWithoutResult(status -> {
                        lock.verify(database.sql());
                        records.begin(execution.getId(), run, process());
                    });
        }

        @Override
        public void afterJob(JobExecution execution) {
            Outcome outcome =
                    switch (execution.getStatus()) {
                        case COMPLETED -> Outcome.COMPLETED;
                        case STOPPED, STOPPING -> Outcome.STOPPED;
                        case ABANDONED -> Outcome.ABANDONED;
                        case STARTING, STARTED, FAILED, UNKNOWN -> Outcome.FAILED;
                    };
            meters.ended(run.job(), outcome, Duration.ofNanos(System.nanoTime() - startedAt));
            LOG.atInfo()
                    .addKeyValue("job", run.job())
                    .addKeyValue("execution", execution.getId())
                    .addKeyValue("outcome", outcome.text())
                    .log("job ended");
            records.end(
                    execution.getId(),
                    outcome,
                    outcome == Outcome.FAILED ? message(execution) : Optional.empty());
        }

        private static Optional<String> message(JobExecution execution) {
            return execution.getAllFailureExceptions().stream()
                    .map(Launch::words)
                    .reduce((first, second) -> first);
        }
    }

    private static String words(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof PipelineException known) {
                return known.kind() + ": " + known.getMessage();
            }
        }
        return failure.toString();
    }
}
