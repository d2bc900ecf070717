package dev.millrace.batch.schedule;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A job of the tests that notes each due time in chunks of one row. A due time that is run twice
 * has rows twice, nothing refuses it.
 *
 * @param name what it is called
 * @param chunks rows of a run
 */
record TickJob(String name, int chunks) implements BatchJob {

    /** What the superuser prepares. */
    static void prepare(JdbcClient sql) {
        sql.sql(
                        """
                        create table batch.ticks (
                            id bigint generated always as identity, job text, due text, chunk integer,
                            at timestamptz default clock_timestamp())
                        """)
                .update();
        sql.sql("grant select, insert on batch.ticks to millrace_batch").update();
    }

    @Override
    public JobDescription description() {
        return new JobDescription("T02", name, "Notes its due times.", List.of());
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        return List.of(new WorkStep("tick", new Tick(run, chunks)));
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        return List.of("tick");
    }

    private record Tick(JobRun run, int chunks) implements Work {

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(chunks);
        }

        @Override
        public Chunk next(JdbcClient sql) {
            String due = run.text(JobRun.SCHEDULED_FOR).orElse("by hand");
            int done =
                    sql.sql(
                                    "select coalesce(max(chunk), 0) from batch.ticks where job = ? and due = ?")
                            .params(run.job(), due)
                            .query(Integer.class)
                            .single();
            if (done == chunks) {
                return Chunk.last(0);
            }
            sql.sql("insert into batch.ticks (job, due, chunk) values (?, ?, ?)")
                    .params(run.job(), due, done + 1)
                    .update();
            return Chunk.of(1);
        }
    }
}
