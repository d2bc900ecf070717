package dev.millrace.batch.auditarchive;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.BriefLocks;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Parameter;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B02: rows of the audit trail that are older than two years and not relevant for compliance go to
 * the archive; each row leaves and arrives in one statement. Then months that have become empty are
 * dropped. The audit trail is not captured, so no consumer sees a delete.
 */
public final class AuditArchive implements BatchJob {

    private static final String KEEP_MONTHS = "keep-months";
    private static final int TWO_YEARS = 24;

    private static final String OLD = "t.occurred_at < :before and not t.compliance_relevant";

    private static final String EMPTY_CANDIDATES =
            """
            select p.part::text from ops.month_partitions('ops.audit_logs') p
            where p.to_at <= :before
            order by p.from_at
            """;

    private final BriefLocks locks;

    public AuditArchive(BriefLocks locks) {
        this.locks = locks;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B02",
                "audit-archive",
                "Moves old rows of the audit trail to the archive.",
                Parameter.count(
                        KEEP_MONTHS,
                        TWO_YEARS,
                        "age in months from which on a row is archived; at least 1"));
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        OffsetDateTime before = before(run);
        return List.of(
                new WorkStep("rows", new Rows(before, run.chunkSize())),
                new WorkStep("months", new EmptyMonths(before)));
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        OffsetDateTime before = before(run);
        List<String> lines = new ArrayList<>();
        lines.add("archive %d rows from before %s".formatted(count(sql, before), before));
        sql.sql(EMPTY_CANDIDATES)
                .param("before", before)
                .query(String.class)
                .list()
                .forEach(part -> lines.add("drop " + part + " if nothing is left in it"));
        return lines;
    }

    private static OffsetDateTime before(JobRun run) {
        long months = run.number(KEEP_MONTHS);
        if (months < 1 || months > 1200) {
            throw run.refuse(KEEP_MONTHS, "1 to 1200");
        }
        return run.cutOff().minusMonths(months);
    }

    private static long count(JdbcClient sql, OffsetDateTime before) {
        return sql.sql("select count(*) from ops.audit_logs t where " + OLD)
                .param("before", before)
                .query(Long.class)
                .single();
    }

    private record Rows(OffsetDateTime before, int chunkSize) implements Work {

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(count(sql, before));
        }

        @Override
        public Chunk next(JdbcClient sql) {
            // The archive has the columns of its source, in order, and the time of the move.
            int moved =
                    sql.sql(
                                    """
                                    with chosen as materialized (
                                        select t.id, t.occurred_at
                                        from ops.audit_logs t
                                        where %s
                                        order by t.occurred_at
                                        limit :chunk
                                    ),
                                    gone as (
                                        delete from ops.audit_logs t
                                        using chosen c
                                        where t.id = c.id
                                            and t.occurred_at = c.occurred_at
                                            and t.occurred_at < :before
                                        returning t.*
                                    )
                                    insert into archive.audit_logs
                                    select g.*, clock_timestamp() from gone g
                                    """
                                            .formatted(OLD))
                            .param("before", before)
                            .param("chunk", chunkSize)
                            .update();
            return moved == 0 ? Chunk.last(0) : Chunk.of(moved);
        }
    }

    /** A month a chunk; what still has rows stays. */
    private final class EmptyMonths implements Work {

        private final OffsetDateTime before;
        private int looked;

        EmptyMonths(OffsetDateTime before) {
            this.before = before;
        }

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(0);
        }

        @Override
        public Chunk next(JdbcClient sql) {
            List<String> parts =
                    sql.sql(EMPTY_CANDIDATES).param("before", before).query(String.class).list();
            if (looked >= parts.size()) {
                return Chunk.last(0);
            }
            boolean[] isDropped = new boolean[1];
            boolean tried =
                    locks.tried(
                            sql,
                            ddl ->
                                    isDropped[0] =
                                            ddl.sql(
                                                            "select ops.drop_empty_audit_month(?::regclass, ?)")
                                                    .params(parts.get(looked), before)
                                                    .query(Boolean.class)
                                                    .single());
            if (!tried) {
                return Chunk.blocked();
            }
            if (!isDropped[0]) {
                looked++;
            }
            return Chunk.of(0);
        }
    }
}
