package dev.millrace.batch.tablestatistics;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B05: ANALYZE of every table of the application, one a transaction. */
public final class TableStatistics implements BatchJob {

    private static final String TABLES = "select t::text from ops.analyzable_tables() t order by 1";

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B05", "update-statistics", "Analyzes every table of the application.");
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        return List.of(new WorkStep("tables", analyze()));
    }

    /** ANALYZE of every table, one a chunk. */
    public static Work analyze() {
        return new Tables();
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        return sql.sql(TABLES).query(String.class).list().stream()
                .map(table -> "analyze " + table)
                .toList();
    }

    /** A table a chunk, by name; a restart begins with the first again. */
    private static final class Tables implements Work {

        private String after = "";

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(sql.sql(TABLES).query(String.class).list().size());
        }

        @Override
        public Chunk next(JdbcClient sql) {
            Optional<String> table =
                    sql.sql(
                                    """
                                    select t.name
                                    from (
                                        select a::text collate "C" as name
                                        from ops.analyzable_tables() a
                                    ) t
                                    where t.name > ?
                                    order by t.name
                                    limit 1
                                    """)
                            .param(after)
                            .query(String.class)
                            .optional();
            if (table.isEmpty()) {
                return Chunk.last(0);
            }
            sql.sql("select 1 from ops.analyze_table(?::regclass)")
                    .param(table.get())
                    .query(Integer.class)
                    .single();
            after = table.get();
            return Chunk.of(1);
        }
    }
}
