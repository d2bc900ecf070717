package dev.millrace.batch.ledgerreconcile;

import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Work;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What one view finds, in one chunk: its parts belong together as of one moment. A finding that is
 * there already, open or settled, is seen once more; the rows of the chunk are those that are new.
 *
 * @param view of problem, subject, details, practitioner_id and since
 */
record Found(JobRun run, String view) implements Work {

    @Override
    public OptionalLong total(JdbcClient sql) {
        return OptionalLong.empty();
    }

    @Override
    public Chunk next(JdbcClient sql) {
        return Chunk.last(
                sql.sql(keeping("select * from %s where since < :before".formatted(view)))
                        .param("now", run.cutOff())
                        .param("before", before(run))
                        .param("job", run.job())
                        .query(Long.class)
                        .single());
    }

    /**
     * A statement that keeps what a query finds, with a line in the system log for each problem,
     * and says how much of it is new. It takes {@code :now} and {@code :job}.
     *
     * @param query of problem, subject, details and practitioner_id
     */
    static String keeping(String query) {
        return """
        with found as materialized (
            select distinct on (problem, subject, details)
                problem, subject, details, practitioner_id
            from (%s) f
        ),
        seen as (
            update billing.reconciliation_findings k
            set seen_at = :now
            from found f
            where (k.problem, k.subject, k.details) = (f.problem, f.subject, f.details)
                and k.seen_at < :now
        ),
        fresh as (
            insert into billing.reconciliation_findings
                (problem, subject, details, practitioner_id, found_at, seen_at)
            select f.problem, f.subject, f.details, f.practitioner_id, :now, :now
            from found f
            where not exists (
                select from billing.reconciliation_findings k
                where (k.problem, k.subject, k.details) = (f.problem, f.subject, f.details))
            returning problem, subject
        ),
        told as (
            insert into ops.system_logs (level, message, category, operation)
            select 'warn', format('%%s new: %%s, for example %%s', count(*), problem, min(subject)),
                'cron', :job
            from fresh
            group by problem
        )
        select count(*) from fresh
        """
                .formatted(query);
    }

    /** How many there are of each problem, kept before or not. */
    static List<String> plan(JobRun run, JdbcClient sql, String view) {
        return sql.sql(
                        """
                        select format('keep %%s of: %%s', count(*), problem)
                        from %s
                        where since < :before
                        group by problem
                        order by problem
                        """
                                .formatted(view))
                .param("before", before(run))
                .query(String.class)
                .list();
    }

    private static OffsetDateTime before(JobRun run) {
        return run.cutOff().minusMinutes(run.number(LedgerReconcile.SLACK_MINUTES));
    }
}
