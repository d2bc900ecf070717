package dev.millrace.batch.launch;

import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.WorkStep;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * One chunk of a step in the transaction that Spring Batch has begun: the right to run, the rows,
 * their number in {@code batch.runs} and Spring Batch's own progress commit together. Where a step
 * allows no transaction, each of these commits by itself, in this order.
 */
final class ChunkTasklet implements Tasklet {

    private final WorkStep step;
    private final JdbcClient sql;
    private final JobLock lock;
    private final RunRecords records;
    private final BetweenChunks pace;
    private final JobMeters meters;

    private boolean isCounted;

    ChunkTasklet(
            WorkStep step,
            JdbcClient sql,
            JobLock lock,
            RunRecords records,
            BetweenChunks pace,
            JobMeters meters) {
        this.step = step;
        this.sql = sql;
        this.lock = lock;
        this.records = records;
        this.pace = pace;
        this.meters = meters;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        StepExecution execution = contribution.getStepExecution();
        long id = execution.getJobExecutionId();
        lock.verify(sql);
        if (pace.isClosing() || records.isStopRequested(id)) {
            execution.setTerminateOnly();
            return RepeatStatus.CONTINUABLE;
        }
        if (!isCounted) {
            records.expect(id, step.name(), step.work().total(sql));
            isCounted = true;
            return RepeatStatus.CONTINUABLE;
        }
        Chunk chunk = step.work().next(sql);
        if (chunk.state() == Chunk.State.BLOCKED) {
            pace.blocked();
            return RepeatStatus.CONTINUABLE;
        }
        if (step.frame() == WorkStep.Frame.NONE) {
            // Nothing has kept the lock's row meanwhile: a former holder must not write progress.
            lock.verify(sql);
        }
        contribution.incrementWriteCount(chunk.rows());
        records.add(id, chunk.rows());
        meters.rows(execution.getJobExecution().getJobInstance().getJobName(), chunk.rows());
        pace.worked(chunk.rows());
        return chunk.state() == Chunk.State.LAST ? RepeatStatus.FINISHED : RepeatStatus.CONTINUABLE;
    }
}
