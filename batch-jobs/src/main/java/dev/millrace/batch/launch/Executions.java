package dev.millrace.batch.launch;

import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Spring Batch's executions, changed only by the holder of the job's lock. */
final class Executions {

    private final JobRepository repository;
    private final JdbcClient sql;
    private final RunRecords records;

    Executions(JobRepository repository, JdbcClient sql, RunRecords records) {
        this.repository = repository;
        this.sql = sql;
        this.records = records;
    }

    /**
     * Calls failed what no process runs any more. Whoever calls holds the job's lock, so whatever
     * the tables call running has lost its process. UNKNOWN is Spring Batch's word for a commit or
     * a record that failed; as rows and progress commit together, what the tables say is what
     * happened.
     */
    void recover(String job) {
        List<Long> lost =
                sql.sql(
                                """
                                select e.job_execution_id
                                from batch.job_execution e
                                join batch.job_instance i using (job_instance_id)
                                where i.job_name = ?
                                    and (e.status in ('STARTING', 'STARTED', 'STOPPING', 'UNKNOWN')
                                        or exists (
                                            select from batch.step_execution s
                                            where s.job_execution_id = e.job_execution_id
                                                and s.status in (
                                                    'STARTING', 'STARTED', 'STOPPING', 'UNKNOWN')))
                                order by 1
                                """)
                        .param(job)
                        .query(Long.class)
                        .list();
        lost.forEach(this::callFailed);
    }

    /**
     * The execution.
     *
     * @throws PipelineException {@link ErrorKind#JOB_REFUSED} when there is none
     */
    JobExecution get(long id) {
        boolean exists =
                sql.sql(
                                "select exists (select from batch.job_execution where job_execution_id = ?)")
                        .param(id)
                        .query(Boolean.class)
                        .single();
        JobExecution execution = exists ? repository.getJobExecution(id) : null;
        if (execution == null) {
            throw new PipelineException(
                    ErrorKind.JOB_REFUSED, "there is no execution " + id + " of any job");
        }
        return execution;
    }

    /** The newest execution of the job when it has ended without being done or given up. */
    Optional<JobExecution> unfinished(String job) {
        JobInstance instance = repository.getLastJobInstance(job);
        if (instance == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(repository.getLastJobExecution(instance))
                .filter(Executions::canGoOn);
    }

    /** Whether a restart goes on with it. */
    static boolean canGoOn(JobExecution execution) {
        return execution.getStatus() == BatchStatus.FAILED
                || execution.getStatus() == BatchStatus.STOPPED;
    }

    void abandon(JobExecution execution) {
        execution.setStatus(BatchStatus.ABANDONED);
        repository.update(execution);
        records.abandon(execution.getId());
    }

    private void callFailed(long id) {
        JobExecution execution = get(id);
        for (StepExecution step : execution.getStepExecutions()) {
            if (step.getStatus().isRunning() || step.getStatus() == BatchStatus.UNKNOWN) {
                step.setStatus(BatchStatus.FAILED);
                step.setEndTime(LocalDateTime.now());
                repository.update(step);
            }
        }
        execution.setStatus(BatchStatus.FAILED);
        execution.setEndTime(LocalDateTime.now());
        repository.update(execution);
        records.end(id, Outcome.LOST, Optional.of("its process ended before it did"));
    }
}
