package dev.millrace.batch.reindex;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Parameter;
import dev.millrace.batch.job.WorkStep;
import dev.millrace.schema.settings.DatabaseSettings;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B07: rebuilds the indexes of tables that, with indexes and TOAST, are larger than a limit. Not
 * those of TOAST tables: what a rebuild of one leaves behind when it is cut off, only a superuser
 * may drop.
 */
public final class ReindexLargeTables implements BatchJob {

    private static final String LIMIT = "larger-than-kib";
    private static final long GIBIBYTE_IN_KIB = 1 << 20;

    private final DatabaseSettings owner;
    private final Duration lockPatience;

    /**
     * @param owner the database, seen by the owner of the tables
     * @param lockPatience longest wait of a rebuild for one older transaction or lock
     */
    public ReindexLargeTables(DatabaseSettings owner, Duration lockPatience) {
        this.owner = owner;
        this.lockPatience = lockPatience;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B07",
                "reindex-large-tables",
                "Rebuilds the indexes of large tables, while readers and writers go on.",
                Parameter.count(
                        LIMIT,
                        GIBIBYTE_IN_KIB,
                        "size from which on a table or partition is large, in KiB, with indexes"));
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        return List.of(WorkStep.outsideOfTransactions("indexes", rebuilds(run)));
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        return rebuilds(run).plan(sql);
    }

    private IndexRebuilds rebuilds(JobRun run) {
        return new IndexRebuilds(
                owner,
                lockPatience,
                sql ->
                        sql.sql(
                                        """
                                        select i.indexrelid::regclass::text
                                        from ops.analyzable_tables() t
                                        left join lateral pg_partition_tree(t) p on true
                                        join pg_index i on i.indrelid = coalesce(p.relid, t)
                                        where coalesce(p.isleaf, true)
                                            and pg_total_relation_size(i.indrelid) > ? * 1024
                                        order by i.indrelid::regclass::text, 1
                                        """)
                                .param(run.number(LIMIT))
                                .query(String.class)
                                .list());
    }
}
