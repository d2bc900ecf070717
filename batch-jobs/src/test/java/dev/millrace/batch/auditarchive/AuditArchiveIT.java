package dev.millrace.batch.auditarchive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.JobDesk;
import dev.millrace.batch.fixture.LiveAndArchived;
import dev.millrace.batch.launch.RunReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** B02 on a real server: acceptance row N20. */
class AuditArchiveIT {

    private static final String JOB = "audit-archive";

    private final JobDesk desk = new JobDesk();
    private final JdbcClient sql = desk.sql();

    @BeforeEach
    void open() {
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
        desk.close();
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
        String before = LiveAndArchived.trail("test").content(sql);

        RunReport first = desk.run(JOB, Map.of());
        RunReport second = desk.run(JOB, Map.of());

        assertThat(first.rowsDone()).isEqualTo(5);
        assertThat(second.rowsDone()).isZero();
        assertThat(rows("archive.audit_logs")).isEqualTo(5);
        assertThat(rows("ops.audit_logs")).isEqualTo(4);
        assertThat(LiveAndArchived.trail("test").content(sql)).isEqualTo(before);
        // January still has the rows for compliance, February and March have nothing.
        assertThat(months()).containsExactly("ops.audit_logs_y2020m01");
    }

    @Test
    void dryRunCountsAndMovesNothing() {
        add("plain", 5, "2020-01-10", false);

        assertThat(desk.operations().dryRun(JOB, Map.of("cut-off", "2026-01-01T00:00:00Z")))
                .containsExactly(
                        "archive 5 rows from before 2024-01-01T00:00Z",
                        "drop ops.audit_logs_y2020m01 if nothing is left in it",
                        "drop ops.audit_logs_y2020m02 if nothing is left in it",
                        "drop ops.audit_logs_y2020m03 if nothing is left in it");
        assertThat(rows("archive.audit_logs")).isZero();
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

    private long rows(String table) {
        return desk.count(table + " where event_type = 'test'");
    }

    private List<String> months() {
        return desk.texts(
                """
                select inhrelid::regclass::text from pg_inherits
                where inhparent = 'ops.audit_logs'::regclass
                    and inhrelid::regclass::text like '%2020%'
                order by 1
                """);
    }
}
