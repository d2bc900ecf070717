package dev.millrace.batch.partitions;

import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.BriefLocks;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Parameter;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * B01: makes the months ahead, gives each partition what its parent has, and fails with the names
 * of what it cannot mend: gaps and overlaps, a default partition.
 */
public final class PartitionMaintenance implements BatchJob {

    private static final String MONTHS_AHEAD = "months-ahead";

    private final BriefLocks locks;
    private final int monthsAhead;

    /**
     * @param locks how long one lock is waited for
     * @param monthsAhead how many months after the current one there are to be, unless a run says
     *     otherwise
     */
    public PartitionMaintenance(BriefLocks locks, int monthsAhead) {
        this.locks = locks;
        this.monthsAhead = monthsAhead;
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B01",
                "partition-maintenance",
                "Makes the partitions of the months ahead and checks all partitions.",
                Parameter.count(
                        MONTHS_AHEAD,
                        monthsAhead,
                        "how many months after the current one there are to be"));
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        YearMonth until = until(run);
        return List.of(
                new WorkStep("months", new Months(until)),
                new WorkStep("likeness", new Likeness(until)),
                new WorkStep("check", new Check(until)));
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        YearMonth until = until(run);
        List<String> lines = new ArrayList<>();
        for (Month month : missing(sql, until)) {
            lines.add("make the partition of " + month.table() + " for " + month.month());
        }
        for (Problem problem : problems(sql, until)) {
            if (problem.isMendable()) {
                lines.add("mend " + problem.inWords());
            } else if (!problem.kind().equals(Problem.MISSING)) {
                lines.add("fail because of " + problem.inWords());
            }
        }
        return lines;
    }

    private YearMonth until(JobRun run) {
        long months = run.number(MONTHS_AHEAD);
        if (months > 120) {
            throw run.refuse(MONTHS_AHEAD, "at most 120");
        }
        return YearMonth.from(run.cutOff().withOffsetSameInstant(ZoneOffset.UTC))
                .plusMonths(months);
    }

    private record Month(String table, YearMonth month) {}

    private record Problem(
            String table, String kind, @Nullable String part, @Nullable String detail) {

        static final String MISSING = "missing month";

        boolean isMendable() {
            return switch (kind) {
                case "replica identity differs",
                        "grant on a partition",
                        "does not refuse TRUNCATE" ->
                        true;
                default -> false;
            };
        }

        String inWords() {
            return "%s: %s of %s%s"
                    .formatted(
                            kind,
                            part == null ? "no partition" : part,
                            table,
                            detail == null ? "" : " (" + detail + ")");
        }
    }

    private static List<Problem> problems(JdbcClient sql, YearMonth until) {
        return sql.sql(
                        """
                        select t.parent::text, p.problem, p.part, p.detail
                        from ops.monthly_tables() t (parent)
                        cross join lateral ops.partition_problems(t.parent, ?) p
                        order by 1, 4, 3
                        """)
                .param(until.atDay(1))
                .query((row, number) ->
                        new Problem(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getString(4)))
                .list();
    }

    private static List<Month> missing(JdbcClient sql, YearMonth until) {
        return problems(sql, until).stream()
                .filter(problem -> problem.kind().equals(Problem.MISSING))
                .map(problem ->
                        new Month(
                                problem.table(), YearMonth.parse(String.valueOf(problem.detail()))))
                .toList();
    }

    /** A missing month a chunk; one that another partition covers in part is left to the check. */
    private final class Months implements Work {

        private final YearMonth until;

        Months(YearMonth until) {
            this.until = until;
        }

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(missing(sql, until).size());
        }

        @Override
        public Chunk next(JdbcClient sql) {
            List<Month> missing = missing(sql, until);
            if (missing.isEmpty()) {
                return Chunk.last(0);
            }
            Month month = missing.getFirst();
            boolean made =
                    locks.tried(
                            sql,
                            ddl ->
                                    ddl.sql("select ops.add_month(?::regclass, ?)")
                                            .params(month.table(), month.month().atDay(1))
                                            .query(Integer.class)
                                            .single());
            return made ? Chunk.of(1) : Chunk.blocked();
        }
    }

    /** A partition a chunk that differs from its parent. */
    private final class Likeness implements Work {

        private final YearMonth until;

        Likeness(YearMonth until) {
            this.until = until;
        }

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(unlike(sql).size());
        }

        @Override
        public Chunk next(JdbcClient sql) {
            List<Problem> unlike = unlike(sql);
            if (unlike.isEmpty()) {
                return Chunk.last(0);
            }
            Problem problem = unlike.getFirst();
            boolean mended =
                    locks.tried(
                            sql,
                            ddl ->
                                    ddl.sql(
                                                    "select 1 from ops.mend_partition(?::regclass, ?::regclass)")
                                            .params(problem.table(), String.valueOf(problem.part()))
                                            .query(Integer.class)
                                            .single());
            return mended ? Chunk.of(1) : Chunk.blocked();
        }

        private List<Problem> unlike(JdbcClient sql) {
            return problems(sql, until).stream().filter(Problem::isMendable).toList();
        }
    }

    /** Fails with everything that is left. */
    private static final class Check implements Work {

        private final YearMonth until;

        Check(YearMonth until) {
            this.until = until;
        }

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.of(0);
        }

        @Override
        public Chunk next(JdbcClient sql) {
            List<String> left = problems(sql, until).stream().map(Problem::inWords).toList();
            if (!left.isEmpty()) {
                throw new PipelineException(ErrorKind.JOB_FAILED, String.join("; ", left));
            }
            return Chunk.last(0);
        }
    }
}
