package dev.millrace.batch.retention;

import dev.millrace.batch.archive.MonthExport;
import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.BriefLocks;
import dev.millrace.batch.job.FreshStatistics;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.WorkStep;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B03: old bookings and messages go to the archive with their children, old activity is counted and
 * dropped, a month a transaction. Nobody who follows the log sees a row deleted: partitions leave
 * it silently, and children are marked as moved.
 */
public final class Retention implements BatchJob {

    private final BriefLocks locks;
    private final Duration patience;
    private final Optional<MonthExport> export;

    /**
     * @param locks for what makes writers wait
     * @param patience how long a copied month may wait for the locks that its end takes
     * @param export where months have to be written before they leave; empty: nowhere
     */
    public Retention(BriefLocks locks, Duration patience, Optional<MonthExport> export) {
        this.locks = locks;
        this.patience = patience;
        this.export = export;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B03",
                "retention",
                "Moves old months of bookings and messages to the archive, drops old activity.",
                Stream.of(RetiredTable.values()).map(RetiredTable::parameter).toList());
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        return Stream.concat(
                        Arrays.stream(RetiredTable.values())
                                .map(table -> new WorkStep(table.table(), months(table, run))),
                        Stream.of(
                                new WorkStep(
                                        "statistics of the archive",
                                        new FreshStatistics(RetiredTable.archives()))))
                .toList();
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        return Arrays.stream(RetiredTable.values())
                .flatMap(table -> months(table, run).plan(sql).stream())
                .toList();
    }

    private OldMonths months(RetiredTable table, JobRun run) {
        return new OldMonths(table, table.before(run), locks, patience, export);
    }
}
