package dev.millrace.batch.killed;

/** Jobs whose effects are rows of the application's tables. */
final class RowJobs {

    private static final String PEOPLE =
            """
            insert into identity.users (id, email, display_name, last_login_at, membership_expires_at,
                status)
            select md5('person ' || g)::uuid, g || '@example.org', 'Person ' || g,
                now() - g % 3 * interval '50 days',
                case when g % 2 = 0 then now() - interval '1 day' end, 'active'
            from generate_series(1, 200) g
            """;

    private RowJobs() {}

    static RowJob expirySweep() {
        return new RowJob(
                "expiry-sweep",
                """
                select reason || ' ' || case
                    when status = 'pending' and new_scheduled_at < now() then 'expired'
                    else status::text end
                from wellness.booking_reschedule_requests
                union all
                select invoice_number || ' ' || case
                    when status = 'open' and due_date < current_date then 'overdue'
                    else status::text end
                from billing.invoices
                union all
                select user_id || ' ' || case
                    when access_expires_at < now() then 'expired' else status::text end
                from learning.enrollments
                """,
                """
                select reason || ' ' || status from wellness.booking_reschedule_requests
                union all
                select invoice_number || ' ' || status from billing.invoices
                union all
                select user_id || ' ' || status from learning.enrollments
                """,
                PEOPLE,
                """
                insert into wellness.booking_registry (id, created_at)
                select md5('booking ' || g)::uuid, now() from generate_series(1, 200) g
                """,
                """
                insert into wellness.booking_reschedule_requests
                    (booking_id, requested_by, original_scheduled_at, new_scheduled_at, status, reason)
                select md5('booking ' || g)::uuid, md5('person ' || g)::uuid,
                    now() - interval '9 days',
                    now() + case when g % 3 = 0 then -1 else 1 end * interval '1 day',
                    case when g % 2 = 0 then 'pending' else 'approved' end::wellness.reschedule_status,
                    'request ' || g
                from generate_series(1, 200) g
                """,
                """
                insert into billing.invoices (user_id, invoice_number, subtotal_cents,
                    total_amount_cents, status, due_date)
                select md5('person ' || g)::uuid, 'invoice ' || g, 1, 1,
                    case when g % 2 = 0 then 'open' else 'paid' end::billing.invoice_status,
                    current_date + case when g % 3 = 0 then -2 else 2 end
                from generate_series(1, 200) g
                """,
                """
                with course as (
                    insert into learning.courses (source_system, title, slug, instructor_name)
                    values ('edu7p', 'c', 'c', 'T')
                    returning id
                )
                insert into learning.enrollments (user_id, course_id, access_expires_at)
                select md5('person ' || g)::uuid, course.id,
                    case when g % 3 = 0 then now() - interval '1 h' end
                from generate_series(1, 200) g cross join course
                """);
    }

    /** What is due and what there is to be reminded of, each told once. */
    static RowJob dueNotifications() {
        return new RowJob(
                "due-notifications",
                """
                select n.title || ' ' || n.user_id || ' 1' from engagement.notifications n
                where n.scheduled_for < now()
                union all
                select 'Your booking is coming up ' || b.user_id || ' 1' from wellness.bookings b
                where b.scheduled_at < now() + interval '24 hours'
                union all
                select e.title || ' ' || r.user_id || ' 1'
                from engagement.event_registrations r join engagement.events e on e.id = r.event_id
                where r.wants_reminders
                """,
                """
                select title || ' ' || user_id || ' ' || count(*) from engagement.notifications
                where sent_at is not null
                group by title, user_id
                """,
                PEOPLE,
                """
                insert into engagement.notifications (user_id, type, title, message, scheduled_for)
                select md5('person ' || g)::uuid, 'system_update', 'n ' || g, 'm',
                    now() + case when g % 3 = 0 then 1 else -1 end * interval '1 h'
                from generate_series(1, 200) g
                """,
                """
                insert into wellness.bookings (kind, user_id, guest_email, scheduled_at, ends_at,
                    duration_minutes, session_type, status)
                select 'consultation', md5('person ' || g)::uuid, 'guest@example.org', d,
                    d + interval '1 h', 60, 'video_call', 'confirmed'
                from (
                    select g, now() + case when g % 3 = 0 then 48 else 23 end * interval '1 h'
                    from generate_series(1, 100) g) b (g, d)
                """,
                """
                with event as (
                    insert into engagement.events (title, description, start_at, end_at, status,
                        created_by)
                    values ('soon', 'd', now() + interval '2 h', now() + interval '3 h', 'published',
                        md5('person 1')::uuid)
                    returning id
                )
                insert into engagement.event_registrations
                    (event_id, user_id, status, wants_reminders)
                select event.id, md5('person ' || g)::uuid, 'registered', g % 3 > 0
                from event cross join generate_series(1, 100) g
                """);
    }

    static RowJob partitionMaintenance() {
        String tables =
                "unnest(array['ops.audit_logs', 'wellness.bookings', 'engagement.messages',"
                        + " 'analytics.user_activity_logs']) t (name)";
        return new RowJob(
                        "partition-maintenance",
                        """
                        select concat_ws(' ', t.name, to_char(m, 'YYYY-MM'), c.relreplident)
                        from %s
                        join pg_class c on c.oid = t.name::regclass
                        cross join generate_series(date_trunc('month', now() at time zone 'UTC'),
                            date_trunc('month', now() at time zone 'UTC') + interval '12 months',
                            interval '1 month') m
                        """
                                .formatted(tables),
                        """
                        select concat_ws(' ', t.name, to_char(p.from_at at time zone 'UTC', 'YYYY-MM'),
                            c.relreplident)
                        from %s
                        cross join lateral ops.month_partitions(t.name::regclass) p
                        join pg_class c on c.oid = p.part
                        where p.from_at >= date_trunc('month', now() at time zone 'UTC')
                                at time zone 'UTC'
                            and p.to_at = p.from_at + interval '1 month'
                        """
                                .formatted(tables))
                .with("months-ahead", "12");
    }

    /** Each end of a membership is told once. */
    static RowJob subscriptionExpiry() {
        return new RowJob(
                "subscription-expiry",
                """
                select s.user_id || ' ' || case
                    when s.current_period_end > now() then s.status::text
                    when s.cancel_at_period_end then 'canceled'
                    when s.current_period_end < now() - interval '7 days' then 'expired'
                    else 'past_due' end
                from billing.subscriptions s
                union all
                select u.id || ' told 1' from identity.users u where u.membership_expires_at < now()
                """,
                """
                select s.user_id || ' ' || s.status from billing.subscriptions s
                union all
                select n.user_id || ' told ' || count(*) from engagement.notifications n
                group by n.user_id
                """,
                PEOPLE,
                """
                with plan as (
                    insert into billing.plans (source_system, name, display_name)
                    values ('namc', 'p', 'P') returning id
                )
                insert into billing.subscriptions (user_id, plan_id, status, current_period_start,
                    current_period_end, cancel_at_period_end)
                select md5('person ' || g)::uuid, plan.id, 'active', now() - interval '1 year',
                    now() - (g % 20 - 5) * interval '1 day', g % 3 = 0
                from generate_series(1, 200) g cross join plan
                """);
    }

    static RowJob recommendations() {
        return new RowJob(
                "recommendations",
                """
                select id || ' 1' from identity.users
                where last_login_at > now() - interval '90 days'
                """,
                "select user_id || ' ' || count(*) from learning.recommendation_refreshes group by user_id",
                PEOPLE);
    }

    static RowJob notificationCleanup() {
        return new RowJob(
                "notification-cleanup",
                """
                select title from engagement.notifications
                where read_at is null or expires_at > now() - interval '30 days'
                """,
                "select title from engagement.notifications",
                PEOPLE,
                """
                insert into engagement.notifications
                    (user_id, type, title, message, read_at, expires_at)
                select md5('person ' || g % 200 + 1)::uuid, 'system_update', 'n ' || g, '',
                    case when g % 2 = 0 then now() end,
                    now() - case when g % 3 = 0 then 29 else 31 end * interval '1 day'
                from generate_series(1, 600) g
                """);
    }

    static RowJob sessionCleanup() {
        return ofSessions("session-cleanup");
    }

    static RowJob weeklyMaintenance() {
        return ofSessions("weekly-maintenance").mayCountTwice();
    }

    private static RowJob ofSessions(String job) {
        return new RowJob(
                job,
                """
                select session_token_hash from identity.sessions where expires_at > now()
                union all
                select token_hash from identity.password_reset_tokens
                where expires_at > now() - interval '7 days'
                """,
                """
                select session_token_hash from identity.sessions
                union all
                select token_hash from identity.password_reset_tokens
                union all
                select indexrelid::regclass || ' is invalid' from pg_index where not indisvalid
                """,
                PEOPLE,
                """
                insert into identity.sessions
                    (user_id, session_token_hash, expires_at, created_at)
                select md5('person ' || g % 200 + 1)::uuid, 'session ' || g,
                    now() + case when g % 3 = 0 then 1 else -1 end * interval '1 h',
                    now() - interval '1 day'
                from generate_series(1, 300) g
                """,
                """
                insert into identity.password_reset_tokens
                    (user_id, token_hash, expires_at, created_at)
                select md5('person ' || g % 200 + 1)::uuid, 'token ' || g,
                    now() - case when g % 3 = 0 then 6 else 8 end * interval '1 day',
                    now() - interval '9 days'
                from generate_series(1, 300) g
                """);
    }

    static RowJob systemLogCleanup() {
        return new RowJob(
                "system-log-cleanup",
                """
                select message from ops.system_logs
                where logged_at > now() - case level when 'error' then 365 else 90 end
                    * interval '1 day'
                """,
                "select message from ops.system_logs",
                """
                insert into ops.system_logs (level, message, category, logged_at)
                select case when g % 2 = 0 then 'info' else 'error' end::ops.log_level, 'm ' || g,
                    'api', now() - g * interval '1 day'
                from generate_series(1, 600) g
                """);
    }

    static RowJob meetingArchive() {
        return new RowJob(
                "meeting-archive",
                """
                select title || ' ' || case
                    when status = 'completed' and scheduled_date < current_date - interval '1 year'
                    then 'archived' else status::text end
                from engagement.meetings
                """,
                "select title || ' ' || status from engagement.meetings",
                """
                insert into engagement.meetings (title, scheduled_date, start_time, status)
                select 'm ' || g, current_date - case when g % 3 = 0 then 300 else 400 end, '10:00',
                    case when g % 2 = 0 then 'completed' else 'cancelled' end::engagement.meeting_status
                from generate_series(1, 400) g
                """);
    }

    /** The indexes are those that there were, and all of them are valid. */
    static RowJob reindexLargeTables() {
        return new RowJob(
                        "reindex-large-tables",
                        """
                        select indexrelid::regclass || ' true' from pg_index
                        where indrelid = 'learning.course_tags'::regclass
                        union all
                        select 'new files'
                        """,
                        """
                        select i.indexrelid::regclass || ' ' || i.indisvalid from pg_index i
                        where i.indrelid = 'learning.course_tags'::regclass
                        union all
                        select 'new files'
                        where not exists (
                            select from learning.course_tags_files f
                            join pg_index i on pg_relation_filenode(i.indexrelid) = f.file)
                        """,
                        """
                        insert into learning.course_tags (name, slug)
                        select 'tag ' || g, 'tag-' || g from generate_series(1, 10000) g
                        """,
                        """
                        create table learning.course_tags_files as
                        select pg_relation_filenode(indexrelid) as file from pg_index
                        where indrelid = 'learning.course_tags'::regclass
                        """)
                .with("larger-than-kib", "1024")
                .mayCountTwice();
    }
}
