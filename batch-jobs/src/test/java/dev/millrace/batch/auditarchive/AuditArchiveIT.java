package dev.millrace.batch.auditarchive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.fixture.BatchProcess;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import dev.millrace.devstack.testsupport.JavaProcess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B02 on a real server: acceptance row N20. */
class AuditArchiveIT {

    private static final String JOB = "audit-archive";

    private BatchDatabase database;
    private JdbcClient sql;
    private BatchOperations operations;

    @BeforeEach
    void open() {
        database = BatchDatabase.migrated();
        sql = database.sql();
        operations = database.operations(database.jobs(), new SimpleMeterRegistry());
        sql.sql(
                        """
                        select ops.add_month('ops.audit_logs', day::date)
                        from unnest(array['2020-01-01', '2020-02-01', '2020-03-01']) day
                        """)
                .query()
                .listOfRows();
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void oldPlainRowsMoveOnceAndTheOthersStay() {
        add("plain", 5, "2020-01-10", false);
        add("compliance", 2, "2020-01-20", true);
        sql.sql(
                        """
                        insert into ops.audit_logs
                            (event_type, resource_type, action, resource_id, old_values)
                        values ('test', 'test', 'read', 'young', '{"a": 1}'),
                            ('test', 'test', 'read', 'young', null)
                        """)
                .update();
        String before = content();

        RunReport first = run();
        RunReport second = run();

        assertThat(first.rowsDone()).isEqualTo(5);
        assertThat(second.rowsDone()).isZero();
        assertThat(rows("archive.audit_logs")).isEqualTo(5);
        assertThat(rows("ops.audit_logs")).isEqualTo(4);
        assertThat(content()).isEqualTo(before);
        // January still has the rows for compliance, February and March have nothing.
        assertThat(months()).containsExactly("ops.audit_logs_y2020m01");
    }

    @Test
    void dryRunCountsAndMovesNothing() {
        add("plain", 5, "2020-01-10", false);

        assertThat(operations.dryRun(JOB, Map.of("cut-off", "2026-01-01T00:00:00Z")))
                .containsExactly(
                        "archive 5 rows from before 2024-01-01T00:00Z",
                        "drop ops.audit_logs_y2020m01 if nothing is left in it",
                        "drop ops.audit_logs_y2020m02 if nothing is left in it",
                        "drop ops.audit_logs_y2020m03 if nothing is left in it");
        assertThat(rows("archive.audit_logs")).isZero();
    }

    @Test
    void killedAtRandomPointsNothingIsLostOrDoubled() {
        long seed = Long.getLong("millrace.test.seed", new Random().nextLong());
        System.out.println("killedAtRandomPointsNothingIsLostOrDoubled: seed " + seed);
        Random random = new Random(seed);
        int rounds = Boolean.getBoolean("millrace.test.long") ? 50 : 2;
        add("plain", 100 * rounds, "2020-02-10", false);
        String before = content();
        JavaProcess process =
                BatchProcess.start(
                        database, "run", JOB, "1", "chunk-size=6", "rows-per-second=200");
        for (int round = 0; round < rounds; round++) {
            long wanted = rows("archive.audit_logs") + random.nextInt(80);
            JavaProcess running = process;
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(1 + random.nextInt(15)))
                    .until(() ->
                            rows("archive.audit_logs") >= wanted
                                    || running.output().contains("all ended"));
            process.kill();
            assertThat(content()).isEqualTo(before);
            Optional<RunReport> last = last();
            if (last.isEmpty() || last.get().outcome().equals(Optional.of(Outcome.COMPLETED))) {
                break;
            }
            process =
                    BatchProcess.start(
                            database, "restart", Long.toString(last.get().execution()), "1");
        }
        process.kill();
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> {
                    Optional<RunReport> last = last();
                    if (last.isEmpty()) {
                        run();
                    } else if (!last.get().outcome().equals(Optional.of(Outcome.COMPLETED))) {
                        operations.restart(last.get().execution(), "test");
                    }
                    return true;
                });

        assertThat(rows("archive.audit_logs")).isEqualTo(100 * rounds);
        assertThat(content()).isEqualTo(before);
        assertThat(months()).isEmpty();
    }

    private RunReport run() {
        RunReport report = operations.run(JOB, Map.of(), "test");
        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        return report;
    }

    private Optional<RunReport> last() {
        return operations.history(Optional.of(JOB), false, 1).stream().findFirst();
    }

    private void add(String resource, int rows, String day, boolean compliance) {
        sql.sql(
                        """
                        insert into ops.audit_logs (event_type, resource_type, action, resource_id,
                            new_values, compliance_relevant, occurred_at)
                        select 'test', 'test', 'create', ?, jsonb_build_object('n', g), ?,
                            ?::date + g * interval '1 second'
                        from generate_series(1, ?) g
                        """)
                .params(resource, compliance, day, rows)
                .update();
    }

    /** Everything of the test's rows, wherever they are. */
    private String content() {
        return sql.sql(
                        """
                        select md5(string_agg(t.row, ',' order by t.row))
                        from (
                            select (to_jsonb(l) - 'archived_at')::text as row
                            from ops.audit_logs l where l.event_type = 'test'
                            union all
                            select (to_jsonb(a) - 'archived_at')::text
                            from archive.audit_logs a where a.event_type = 'test'
                        ) t
                        """)
                .query(String.class)
                .single();
    }

    private long rows(String table) {
        return sql.sql("select count(*) from " + table + " where event_type = 'test'")
                .query(Long.class)
                .single();
    }

    private List<String> months() {
        return sql.sql(
                        """
                        select inhrelid::regclass::text from pg_inherits
                        where inhparent = 'ops.audit_logs'::regclass
                            and inhrelid::regclass::text like '%2020%'
                        order by 1
                        """)
                .query(String.class)
                .list();
    }
}
