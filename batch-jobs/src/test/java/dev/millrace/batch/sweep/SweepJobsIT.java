package dev.millrace.batch.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.batch.fixture.BatchDatabase;
import dev.millrace.batch.launch.BatchOperations;
import dev.millrace.batch.launch.Outcome;
import dev.millrace.batch.launch.RunReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The jobs that delete or mark what fits a condition: acceptance rows N15, N22, N23, E19, G11, G12,
 * A02, A03 and K07 as far as they are about them.
 */
class SweepJobsIT {

    private BatchDatabase database;
    private JdbcClient sql;
    private BatchOperations operations;

    @BeforeEach
    void open() {
        database = BatchDatabase.migrated();
        sql = database.sql();
        operations = database.operations(database.jobs(), new SimpleMeterRegistry());
        execute(
                "insert into identity.users (id, email, display_name)"
                        + " values ('00000000-0000-0000-0000-000000000001', 'u@example.org', 'U')");
    }

    @AfterEach
    void close() {
        operations.close();
    }

    @Test
    void onlyReadAndLongExpiredNotificationsGo() {
        execute(
                """
                insert into engagement.notifications
                    (user_id, type, title, message, read_at, expires_at)
                select '00000000-0000-0000-0000-000000000001', 'system_update', title, '',
                    read_at, now() - expired
                from (values
                    ('gone', now(), interval '31 days'),
                    ('unread', null, interval '31 days'),
                    ('young', now(), interval '29 days'),
                    ('never', now(), null)) v (title, read_at, expired)
                """);

        assertThat(run("notification-cleanup").rowsDone()).isEqualTo(1);

        assertThat(texts("select title from engagement.notifications order by 1"))
                .containsExactly("never", "unread", "young");
        assertThat(run("notification-cleanup").rowsDone()).isZero();
    }

    @Test
    void expiredSessionsGoAtOnceAndResetTokensAfterAWeek() {
        execute(
                """
                insert into identity.sessions (user_id, session_token_hash, expires_at, created_at)
                values
                    ('00000000-0000-0000-0000-000000000001', 'expired', now() - interval '1 s',
                        now() - interval '1 day'),
                    ('00000000-0000-0000-0000-000000000001', 'valid', now() + interval '1 h', now())
                """);
        execute(
                """
                insert into identity.password_reset_tokens (user_id, token_hash, expires_at, created_at)
                values
                    ('00000000-0000-0000-0000-000000000001', 'old', now() - interval '8 days',
                        now() - interval '9 days'),
                    ('00000000-0000-0000-0000-000000000001', 'expired', now() - interval '6 days',
                        now() - interval '9 days')
                """);

        assertThat(operations.dryRun("session-cleanup", Map.of()))
                .containsExactly(
                        "delete 1 rows of identity.sessions",
                        "delete 1 rows of identity.password_reset_tokens");
        assertThat(run("session-cleanup").rowsDone()).isEqualTo(2);

        assertThat(texts("select session_token_hash from identity.sessions"))
                .containsExactly("valid");
        assertThat(texts("select token_hash from identity.password_reset_tokens"))
                .containsExactly("expired");
    }

    @Test
    void errorsOutliveOtherSystemLogs() {
        execute(
                """
                insert into ops.system_logs (level, message, category, logged_at)
                select level::ops.log_level, message, 'api', now() - days * interval '1 day'
                from (values ('info', 'i91', 91), ('error', 'e91', 91), ('error', 'e366', 366),
                    ('info', 'i89', 89)) v (level, message, days)
                """);

        run("system-log-cleanup");

        assertThat(texts("select message from ops.system_logs order by 1"))
                .containsExactly("e91", "i89");
    }

    @Test
    void onlyCompletedMeetingsOfMoreThanAYearAgoAreArchived() {
        execute(
                """
                insert into engagement.meetings (title, scheduled_date, start_time, status)
                values ('old', current_date - 400, '10:00', 'completed'),
                    ('cancelled', current_date - 400, '10:00', 'cancelled'),
                    ('young', current_date - 300, '10:00', 'completed')
                """);

        execute(
                """
                insert into engagement.meeting_attendances
                    (meeting_id, user_id, status, join_duration_minutes)
                select id, '00000000-0000-0000-0000-000000000001', 'attended', 30
                from engagement.meetings
                """);
        // What a meeting was does not change with its status.
        String statistics =
                "select to_jsonb(t) - 'status' from oracle.meeting_statistics t order by 1";
        List<String> before = texts(statistics);

        assertThat(run("meeting-archive").rowsDone()).isEqualTo(1);
        assertThat(before).hasSize(3);
        assertThat(texts(statistics)).isEqualTo(before);

        assertThat(texts("select title || ' ' || status from engagement.meetings order by 1"))
                .containsExactly("cancelled cancelled", "old archived", "young completed");
    }

    @Test
    void whatHasPassedItsTimeExpires() {
        execute(
                """
                insert into wellness.booking_registry (id, created_at)
                values ('00000000-0000-0000-0000-000000000002', now())
                """);
        execute(
                """
                insert into wellness.booking_reschedule_requests
                    (booking_id, requested_by, original_scheduled_at, new_scheduled_at, status, reason)
                select '00000000-0000-0000-0000-000000000002',
                    '00000000-0000-0000-0000-000000000001', now() - interval '9 days',
                    now() + due, status::wellness.reschedule_status, reason
                from (values (interval '-1 h', 'pending', 'past'), ('1 h', 'pending', 'ahead'),
                    ('-1 h', 'approved', 'done')) v (due, status, reason)
                """);
        execute(
                """
                insert into billing.invoices (user_id, invoice_number, subtotal_cents,
                    total_amount_cents, status, due_date)
                select '00000000-0000-0000-0000-000000000001', number, 1, 1,
                    status::billing.invoice_status, current_date + due
                from (values ('late', 'open', -2), ('paid', 'paid', -2), ('due', 'open', 2))
                    v (number, status, due)
                """);
        execute(
                """
                with courses as (
                    insert into learning.courses (source_system, title, slug, instructor_name)
                    select 'edu7p', 'c', s, 'T' from unnest(array['a', 'b']) s
                    returning id, slug
                )
                insert into learning.enrollments (user_id, course_id, access_expires_at)
                select '00000000-0000-0000-0000-000000000001', id,
                    case slug when 'a' then now() - interval '1 h' end
                from courses
                """);

        assertThat(run("expiry-sweep").rowsDone()).isEqualTo(3);

        assertThat(
                        texts(
                                """
                                select reason || ' ' || status
                                from wellness.booking_reschedule_requests order by 1
                                """))
                .containsExactly("ahead pending", "done approved", "past expired");
        assertThat(texts("select invoice_number || ' ' || status from billing.invoices order by 1"))
                .containsExactly("due open", "late overdue", "paid paid");
        assertThat(
                        texts(
                                """
                                select c.slug || ' ' || e.status from learning.enrollments e
                                join learning.courses c on c.id = e.course_id order by 1
                                """))
                .containsExactly("a expired", "b active");
        assertThat(run("expiry-sweep").rowsDone()).isZero();
    }

    @Test
    void everyTableIsAnalyzed() {
        String before = texts("select clock_timestamp()::text").getFirst();

        RunReport report = run("update-statistics");

        assertThat(report.rowsDone()).isEqualTo(report.rowsTotal().orElseThrow()).isGreaterThan(80);
        sql.sql("select pg_stat_force_next_flush()").query().listOfRows();
        assertThat(
                        texts(
                                """
                                select s.schemaname || '.' || s.relname
                                from pg_stat_all_tables s
                                join pg_class c on c.oid = s.relid
                                where s.schemaname in ('identity', 'projects', 'learning', 'wellness',
                                        'engagement', 'billing', 'content', 'analytics', 'ops')
                                    and (s.last_analyze is null or s.last_analyze < '%s')
                                """
                                        .formatted(before)))
                .isEmpty();
        assertThat(
                        texts(
                                """
                                select status from ops.maintenance_log
                                where activity = 'update-statistics'
                                """))
                .containsExactly("completed");
    }

    private RunReport run(String job) {
        // Small chunks, so that every job does more than one.
        RunReport report = operations.run(job, Map.of("chunk-size", "1"), "test");
        assertThat(report.outcome()).as(report.toString()).contains(Outcome.COMPLETED);
        return report;
    }

    private void execute(String statement) {
        sql.sql(statement).update();
    }

    private List<String> texts(String query) {
        return sql.sql(query).query(String.class).list();
    }
}
