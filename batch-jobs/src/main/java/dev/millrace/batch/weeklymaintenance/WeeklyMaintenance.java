package dev.millrace.batch.weeklymaintenance;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.WorkStep;
import dev.millrace.batch.reconciliation.DerivedStoreCheck;
import dev.millrace.batch.reconciliation.StoreComparisons;
import dev.millrace.batch.reindex.IndexRebuilds;
import dev.millrace.batch.sessioncleanup.SessionCleanup;
import dev.millrace.batch.sweep.Sweep;
import dev.millrace.batch.tablestatistics.TableStatistics;
import dev.millrace.schema.settings.DatabaseSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B04: expired sessions, ratings against their oracle, statistics, and the two indexes that grow
 * fastest. The rebuilds come last: one that fails keeps nothing else from being done.
 */
public final class WeeklyMaintenance implements BatchJob {

    private static final String INDEXES =
            """
            select p.relid::regclass::text
            from unnest(array['wellness.bookings_user', 'engagement.messages_conversation']) i (name)
            cross join lateral pg_partition_tree(i.name::regclass) p
            where p.isleaf
            order by 1
            """;

    private final DatabaseSettings owner;
    private final Duration lockPatience;
    private final DerivedStoreCheck stores;

    /**
     * @param owner the database, seen by the owner of the indexes
     * @param lockPatience longest wait of a rebuild for one older transaction or lock
     * @param stores compares and mends the ratings
     */
    public WeeklyMaintenance(
            DatabaseSettings owner, Duration lockPatience, DerivedStoreCheck stores) {
        this.owner = owner;
        this.lockPatience = lockPatience;
        this.stores = stores;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B04",
                "weekly-maintenance",
                "Cleans up sessions, mends ratings, analyzes tables, rebuilds indexes of bookings"
                        + " and messages.");
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        List<WorkStep> steps = new ArrayList<>();
        for (Sweep sweep : SessionCleanup.sweeps(run)) {
            steps.add(new WorkStep(sweep.table(), sweep));
        }
        steps.add(new WorkStep("statistics", TableStatistics.analyze()));
        steps.add(WorkStep.outsideOfTransactions("ratings", ratings(run)));
        steps.add(WorkStep.outsideOfTransactions("indexes", rebuilds()));
        return steps;
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        List<String> lines = new ArrayList<>();
        SessionCleanup.sweeps(run).forEach(sweep -> lines.add(sweep.plan(sql)));
        lines.add("analyze every table");
        lines.add("compare derived.practitioner_stats with its oracle and mend what differs");
        lines.addAll(rebuilds().plan(sql));
        return lines;
    }

    private StoreComparisons ratings(JobRun run) {
        return StoreComparisons.mending(stores, run.job(), List.of("practitioner_stats"));
    }

    private IndexRebuilds rebuilds() {
        return new IndexRebuilds(
                owner, lockPatience, sql -> sql.sql(INDEXES).query(String.class).list());
    }
}
