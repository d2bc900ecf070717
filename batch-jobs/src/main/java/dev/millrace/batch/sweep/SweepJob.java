package dev.millrace.batch.sweep;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A job of sweeps, one a table, and the statistics of what it has thinned out.
 *
 * @param description what operators need to know
 * @param sweeps of a run
 * @param hasStatistics whether each table is analyzed at the end
 */
public record SweepJob(
        JobDescription description, Function<JobRun, List<Sweep>> sweeps, boolean hasStatistics)
        implements BatchJob {

    @Override
    public List<WorkStep> steps(JobRun run) {
        List<WorkStep> steps = new ArrayList<>();
        List<Sweep> all = sweeps.apply(run);
        for (int i = 0; i < all.size(); i++) {
            steps.add(new WorkStep((i + 1) + " " + all.get(i).table(), all.get(i)));
        }
        if (hasStatistics) {
            all.stream()
                    .map(Sweep::table)
                    .distinct()
                    .forEach(table -> steps.add(new WorkStep("analyze " + table, analyze(table))));
        }
        return steps;
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        return sweeps.apply(run).stream().map(sweep -> sweep.plan(sql)).toList();
    }

    private static Work analyze(String table) {
        return new Work() {
            @Override
            public OptionalLong total(JdbcClient sql) {
                return OptionalLong.of(0);
            }

            @Override
            public Chunk next(JdbcClient sql) {
                sql.sql("select 1 from ops.analyze_table(?::regclass)")
                        .param(table)
                        .query(Integer.class)
                        .single();
                return Chunk.last(0);
            }
        };
    }
}
