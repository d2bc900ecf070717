package dev.millrace.batch.healthcheck;

import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Deletes what completed runs of this job have left behind: of no other job there are so many. */
final class FormerRuns implements Work {

    private static final String EXECUTIONS = "job_execution_id = any (?)";

    private static final List<String> DELETES =
            List.of(
                    "delete from batch.step_execution_context where step_execution_id in (select"
                            + " step_execution_id from batch.step_execution where "
                            + EXECUTIONS
                            + ")",
                    "delete from batch.step_execution where " + EXECUTIONS,
                    "delete from batch.job_execution_context where " + EXECUTIONS,
                    "delete from batch.job_execution_params where " + EXECUTIONS,
                    "delete from batch.stop_requests where " + EXECUTIONS,
                    "delete from batch.runs where " + EXECUTIONS,
                    "delete from ops.maintenance_log where batch_run_id = any (?)",
                    "with gone as (delete from batch.job_execution where "
                            + EXECUTIONS
                            + " returning job_instance_id) delete from batch.job_instance i using"
                            + " gone g where i.job_instance_id = g.job_instance_id and not exists"
                            + " (select from batch.job_execution e where e.job_instance_id ="
                            + " i.job_instance_id and not e.job_execution_id = any (?))");

    private final JobRun run;
    private final long keepDays;

    FormerRuns(JobRun run, long keepDays) {
        this.run = run;
        this.keepDays = keepDays;
    }

    @Override
    public OptionalLong total(JdbcClient sql) {
        return OptionalLong.of(0);
    }

    @Override
    public Chunk next(JdbcClient sql) {
        Long[] former =
                sql.sql(
                                """
                                select job_execution_id from batch.runs
                                where job_name = ? and outcome = 'completed'
                                    and ended_at < ?
                                order by 1 limit ?
                                """)
                        .params(run.job(), run.cutOff().minusDays(keepDays), run.chunkSize())
                        .query(Long.class)
                        .list()
                        .toArray(Long[]::new);
        if (former.length == 0) {
            return Chunk.last(0);
        }
        for (String delete : DELETES) {
            int parameters = delete.split("\\?", -1).length - 1;
            Object[] values = new Object[parameters];
            java.util.Arrays.fill(values, former);
            sql.sql(delete).params(values).update();
        }
        return Chunk.of(0);
    }
}
