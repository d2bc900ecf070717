package dev.millrace.batch.healthcheck;

import dev.millrace.batch.healthcheck.Bounds.Finding;
import dev.millrace.batch.job.BatchJob;
import dev.millrace.batch.job.Chunk;
import dev.millrace.batch.job.JobDescription;
import dev.millrace.batch.job.JobRun;
import dev.millrace.batch.job.Parameter;
import dev.millrace.batch.job.Work;
import dev.millrace.batch.job.WorkStep;
import dev.millrace.schema.settings.DatabaseSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * B19: sizes, sessions, slow statements, use of indexes, the log that slots keep and how far behind
 * replicas are, as meters of this process; what leaves its bounds is a line in {@code
 * ops.system_logs}, again only after an hour. The rows of a run are its warnings. What it has done
 * a week ago it forgets.
 */
public final class HealthCheck implements BatchJob {

    static final String JOB = "health-check";

    private static final String CONNECTIONS = "connections";
    private static final String HIT_PERCENT = "cache-hit-percent";
    private static final String LONG_SECONDS = "long-seconds";
    private static final String SLOT_MIB = "slot-mib";
    private static final String REPLICA_MIB = "replica-mib";
    private static final String KEEP_DAYS = "keep-days";

    private final DatabaseSettings operator;
    private final DatabaseMeters meters;

    /**
     * @param operator the database, seen by who may see all sessions
     * @param registry where the figures go
     */
    public HealthCheck(DatabaseSettings operator, MeterRegistry registry) {
        this.operator = operator;
        this.meters = new DatabaseMeters(registry);
    }

    @Override
    public JobDescription description() {
        return new JobDescription(
                "B19",
                JOB,
                "Looks at sizes, sessions, statements, indexes, slots and replicas; warns.",
                List.of(
                        count(CONNECTIONS, 50, "active sessions from which on it warns"),
                        count(HIT_PERCENT, 95, "share of cache hits below which it warns"),
                        count(LONG_SECONDS, 30, "seconds after which a statement is long"),
                        count(
                                SLOT_MIB,
                                1024,
                                "log kept for a slot from which on it warns, in MiB; ten times as much is an error"),
                        count(
                                REPLICA_MIB,
                                1024,
                                "log not applied by a replica from which on it warns, in MiB"),
                        count(KEEP_DAYS, 2, "days for which completed runs of this job are kept")));
    }

    @Override
    public List<WorkStep> steps(JobRun run) {
        return List.of(
                new WorkStep("look", new Look(bounds(run))),
                new WorkStep("former runs", new FormerRuns(run, run.number(KEEP_DAYS))));
    }

    @Override
    public List<String> plan(JobRun run, JdbcClient sql) {
        return FigureReport.lines(figures(bounds(run)), bounds(run));
    }

    private static Parameter count(String name, int fallback, String meaning) {
        return Parameter.count(name, fallback, meaning);
    }

    private static Bounds bounds(JobRun run) {
        if (run.number(HIT_PERCENT) > 100) {
            throw run.refuse(HIT_PERCENT, "0 to 100");
        }
        return new Bounds(
                run.number(CONNECTIONS),
                run.number(HIT_PERCENT),
                run.number(LONG_SECONDS),
                run.number(SLOT_MIB),
                run.number(REPLICA_MIB));
    }

    private DatabaseFigures figures(Bounds bounds) {
        return FigureQueries.read(
                JdbcClient.create(
                        new DriverManagerDataSource(
                                operator.jdbcUrl(), operator.user(), operator.password().reveal())),
                bounds.longSeconds());
    }

    private final class Look implements Work {

        private final Bounds bounds;

        Look(Bounds bounds) {
            this.bounds = bounds;
        }

        @Override
        public OptionalLong total(JdbcClient sql) {
            return OptionalLong.empty();
        }

        @Override
        public Chunk next(JdbcClient sql) {
            DatabaseFigures figures = figures(bounds);
            List<Finding> findings = bounds.findings(figures);
            meters.looked(figures, findings.size());
            findings.forEach(finding -> note(sql, finding));
            return Chunk.last(findings.size());
        }

        private static void note(JdbcClient sql, Finding finding) {
            sql.sql(
                            """
                            insert into ops.system_logs
                                (level, message, category, operation, metadata)
                            select :level::ops.log_level, :words, 'cron', :job,
                                jsonb_build_object('measure', :measure::text)
                            where not exists (
                                select from ops.system_logs l
                                where l.category = 'cron' and l.level = :level::ops.log_level
                                    and l.logged_at > now() - interval '1 hour'
                                    and l.operation = :job
                                    and l.metadata ->> 'measure' = :measure)
                            """)
                    .param("level", finding.isError() ? "error" : "warn")
                    .param("words", finding.words())
                    .param("job", JOB)
                    .param("measure", finding.measure())
                    .update();
        }
    }
}
