package dev.millrace.streams.oracle;

import java.util.List;

/** Projects, reviews, meetings, events and e-mails, changed at random. */
final class CommunityTables {

    static final RandomTables PROJECTS =
            new RandomTables(
                    List.of("projects.projects", "projects.applications"),
                    "",
                    List.of(
                            """
                            insert into projects.projects
                                (id, title, description, category, max_applications)
                            values ({project:4}, 'P', 'T', 'other',
                                nullif({|1|2|3|4}, '')::int)
                            on conflict (id) do update set
                                max_applications = excluded.max_applications, deleted_at = null
                            """,
                            "update projects.projects set deleted_at = now() where id = {project:4}",
                            "delete from projects.projects where id = {project:9}",
                            apply(),
                            apply(),
                            apply(),
                            """
                            update projects.applications set status =
                                {pending|accepted|rejected|withdrawn|shortlisted}
                                ::projects.application_status
                            where id = {application:10}
                            """,
                            """
                            update projects.applications a set project_id = {project:4}
                            where id = {application:10} and not exists (
                                select from projects.applications o
                                where o.user_id = a.user_id and o.id <> a.id)
                                and (select count(*) from projects.projects) = 4
                            """,
                            "delete from projects.applications where id = {application:10}"));

    static final RandomTables REVIEWS =
            new RandomTables(
                    List.of(
                            "wellness.practitioners",
                            "wellness.bookings",
                            "wellness.reviews",
                            "wellness.review_helpfulness",
                            "wellness.review_reports"),
                    """
                    insert into wellness.booking_registry (id, created_at)
                    select md5('reviewed' || n)::uuid, now() from generate_series(1, 6) n;
                    insert into wellness.practitioners (id, user_id, bio)
                    select md5('practitioner' || n)::uuid, md5('user' || n)::uuid, 'bio'
                    from generate_series(1, 3) n;
                    """,
                    List.of(
                            """
                            insert into wellness.reviews
                                (id, booking_id, reviewer_id, practitioner_id, rating, status)
                            select md5('review' || n)::uuid, md5('reviewed' || n)::uuid, {user:6},
                                {practitioner:3}, {1|2|3|4|5}::int,
                                {published|published|hidden|flagged}::wellness.review_status
                            from (select {1|2|3|4|5|6} n) one
                            on conflict (id) do update set
                                rating = excluded.rating, status = excluded.status,
                                practitioner_id = excluded.practitioner_id
                            """,
                            "delete from wellness.reviews where id = {review:9}",
                            """
                            insert into wellness.bookings (id, created_at, guest_email, kind,
                                practitioner_id, scheduled_at, ends_at, duration_minutes,
                                session_type, status)
                            values ({booking:8}, date_trunc('day', now(), 'UTC'),
                                'guest@example.org', 'consultation', {practitioner:3}, now(),
                                now() + interval '1 hour', 60, 'chat',
                                {pending|completed|no_show|cancelled}::wellness.booking_status)
                            on conflict (id, created_at) do update set
                                status = excluded.status,
                                practitioner_id = excluded.practitioner_id
                            """,
                            "delete from wellness.bookings where id = {booking:12}",
                            vote(),
                            vote(),
                            "update wellness.review_helpfulness set helpful = not helpful"
                                    + " where id = {vote:12}",
                            "delete from wellness.review_helpfulness where id = {vote:12}",
                            """
                            insert into wellness.review_reports (id, review_id, user_id)
                            select {report:8}, id, {user:6} from wellness.reviews
                            where id = {review:6}
                            on conflict do nothing
                            """,
                            "delete from wellness.review_reports where id = {report:8}"));

    static final RandomTables GATHERINGS =
            new RandomTables(
                    List.of(
                            "engagement.meetings",
                            "engagement.meeting_attendances",
                            "engagement.events",
                            "engagement.event_registrations",
                            "engagement.email_logs"),
                    """
                    insert into engagement.notification_templates (
                        id, source_system, name, display_name, subject_template, body_template,
                        type)
                    select md5('template' || n)::uuid, 'appbuilder', 't' || n, 'T', 's', 'b',
                        'promotional'
                    from generate_series(1, 3) n;
                    """,
                    List.of(
                            """
                            insert into engagement.meetings (id, title, scheduled_date, start_time,
                                status, starts_at)
                            values ({meeting:4}, {Standup|Retro}, current_date, '10:00',
                                {scheduled|completed|cancelled}::engagement.meeting_status, now())
                            on conflict (id) do update set
                                title = excluded.title, status = excluded.status
                            """,
                            "update engagement.meetings set timezone = {UTC|Asia/Tokyo}"
                                    + " where id = {meeting:4}",
                            "delete from engagement.meetings where id = {meeting:9}",
                            invite(),
                            invite(),
                            invite(),
                            "delete from engagement.meeting_attendances where id = {attendance:12}",
                            """
                            insert into engagement.events (
                                id, title, description, start_at, end_at, created_by)
                            values ({event:3}, 'E', 'T', now(), now() + interval '1 hour', {user:6})
                            on conflict (id) do update set deleted_at = null
                            """,
                            "update engagement.events set deleted_at = now() where id = {event:6}",
                            "delete from engagement.events where id = {event:9}",
                            register(),
                            register(),
                            "delete from engagement.event_registrations"
                                    + " where id = {registration:10}",
                            email(),
                            email(),
                            "delete from engagement.email_logs where id = {email:10}"));

    private CommunityTables() {}

    private static String apply() {
        return """
        insert into projects.applications (id, project_id, user_id, proposal,
            experience_description, timeline_description, status)
        select {application:10}, id, {user:6}, 'x', 'x', 'x',
            {pending|accepted|withdrawn|under_review}::projects.application_status
        from projects.projects where id = {project:4}
        on conflict do nothing
        """;
    }

    private static String vote() {
        return """
        insert into wellness.review_helpfulness as v (id, review_id, user_id, helpful)
        select {vote:12}, id, {user:6}, {true|false}::boolean from wellness.reviews
        where id = {review:6}
        on conflict do nothing
        """;
    }

    private static String invite() {
        return """
        insert into engagement.meeting_attendances (id, meeting_id, user_id, status,
            is_external_domain, join_duration_minutes)
        select {attendance:12}, m.id, u.id,
            {invited|accepted|attended|attended|no_show|declined}::engagement.attendance_status,
            {true|false}::boolean, nullif({|0|7|20|45}, '')::int
        from engagement.meetings m, identity.users u
        where m.id = {meeting:4} and u.id = {user:6} and not exists (
            select from engagement.meeting_attendances a
            where a.meeting_id = m.id and a.user_id = u.id)
        on conflict (id) do update set
            meeting_id = excluded.meeting_id, user_id = excluded.user_id,
            status = excluded.status, is_external_domain = excluded.is_external_domain,
            join_duration_minutes = excluded.join_duration_minutes
        """;
    }

    private static String register() {
        return """
        insert into engagement.event_registrations (
            id, event_id, user_id, status, checked_in, attended)
        select {registration:10}, e.id, u.id,
            {registered|waitlisted|cancelled|attended|no_show|pending_approval}
                ::engagement.registration_status,
            {true|false|false}::boolean, {true|false|false}::boolean
        from engagement.events e, identity.users u
        where e.id = {event:3} and u.id = {user:6} and not exists (
            select from engagement.event_registrations r
            where r.event_id = e.id and r.user_id = u.id)
        on conflict (id) do update set
            event_id = excluded.event_id, user_id = excluded.user_id, status = excluded.status,
            checked_in = excluded.checked_in, attended = excluded.attended
        """;
    }

    private static String email() {
        return """
        insert into engagement.email_logs (id, template_id, recipient_email, subject, sent_at,
            delivered_at, opened_at, clicked_at, bounced_at)
        values ({email:10}, (select id from engagement.notification_templates
                where id = {template:4}), 'a@example.org', 's',
            case when {0|1} = '1' then now() end, case when {0|1} = '1' then now() end,
            case when {0|1} = '1' then now() end, case when {0|1} = '1' then now() end,
            case when {0|1} = '1' then now() end)
        on conflict (id) do update set
            template_id = excluded.template_id, sent_at = excluded.sent_at,
            delivered_at = excluded.delivered_at, opened_at = excluded.opened_at,
            clicked_at = excluded.clicked_at, bounced_at = excluded.bounced_at
        """;
    }
}
