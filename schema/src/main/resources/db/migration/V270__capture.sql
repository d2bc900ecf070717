-- What streams out of this database: the publication, the old rows that the log keeps, what the
-- capture role may read, and why nobody may truncate. The list repeats CapturedTables of the
-- program; a test compares both.
--
-- identity: full where a captured column can be stored out of line (TOAST), because an update would
-- then leave an unchanged value out; default, the key, for narrow or insert-only tables.
-- left_out: columns that capture never reads; a publication column list would make PostgreSQL
-- refuse updates of tables with full identity. A later column of such a table must be granted to
-- millrace_capture in the migration that adds it, or be left out.
-- archive: where old rows of the table are; a rebuild reads them too.

create temporary table captured (
    relation text,
    identity text,
    left_out text[],
    archive text
) on commit drop;

insert into captured (relation, identity, left_out, archive)
values
    ('identity.permissions', 'full', '{}', null),
    ('identity.role_permissions', 'full', '{}', null),
    ('identity.roles', 'full', '{}', null),
    ('identity.user_addresses', 'full', '{}', null),
    ('identity.user_preferences', 'full', '{}', null),
    ('identity.user_profiles', 'full',
        '{emergency_contact_name, emergency_contact_phone, emergency_contact_relationship,'
        ' privacy_settings}',
        null),
    ('identity.user_roles', 'full', '{}', null),
    ('identity.user_system_links', 'full', '{}', null),
    ('identity.users', 'full', '{phone, date_of_birth}', null),
    ('projects.applications', 'full', '{}', null),
    ('projects.projects', 'full', '{}', null),
    ('learning.assessment_attempts', 'full', '{}', null),
    ('learning.assessment_questions', 'full', '{correct_answer}', null),
    ('learning.assessments', 'full', '{}', null),
    ('learning.certificates', 'full', '{}', null),
    ('learning.course_categories', 'full', '{}', null),
    ('learning.course_completions', 'full', '{}', null),
    ('learning.course_modules', 'full', '{}', null),
    ('learning.course_resources', 'full', '{}', null),
    ('learning.course_tag_map', 'default', '{}', null),
    ('learning.course_tags', 'full', '{}', null),
    ('learning.courses', 'full', '{}', null),
    ('learning.enrollments', 'full', '{}', null),
    ('learning.lesson_progress', 'default', '{}', null),
    ('learning.lessons', 'full', '{}', null),
    ('learning.user_achievements', 'full', '{}', null),
    ('learning.user_bookmarks', 'full', '{}', null),
    ('learning.user_notes', 'full', '{}', null),
    ('wellness.booking_participants', 'full', '{}', 'archive.booking_participants'),
    ('wellness.booking_reschedule_requests', 'full', '{}', 'archive.booking_reschedule_requests'),
    ('wellness.bookings', 'full',
        '{user_notes, practitioner_notes, internal_notes, guest_email}',
        'archive.bookings'),
    ('wellness.practitioner_availability', 'full', '{}', null),
    ('wellness.practitioner_blocked_times', 'full', '{}', null),
    ('wellness.practitioner_specializations', 'full', '{}', null),
    ('wellness.practitioners', 'full', '{}', null),
    ('wellness.review_helpfulness', 'default', '{}', null),
    ('wellness.review_reports', 'full', '{}', null),
    ('wellness.reviews', 'full', '{}', null),
    ('wellness.services', 'full', '{}', null),
    ('wellness.specialization_categories', 'full', '{}', null),
    ('wellness.specializations', 'full', '{}', null),
    ('engagement.conversation_participants', 'full', '{}', null),
    ('engagement.conversations', 'full', '{}', null),
    ('engagement.email_logs', 'full', '{}', null),
    ('engagement.event_registrations', 'full',
        '{dietary_restrictions, accessibility_needs, emergency_contact}',
        null),
    ('engagement.events', 'full', '{meeting_password_enc, meeting_url}', null),
    ('engagement.meeting_attendances', 'full', '{}', null),
    ('engagement.meetings', 'full', '{meeting_link}', null),
    ('engagement.message_reactions', 'full', '{}', 'archive.message_reactions'),
    ('engagement.messages', 'full', '{content, subject, attachments}', 'archive.messages'),
    ('engagement.notification_templates', 'full', '{}', null),
    ('engagement.notifications', 'full', '{}', null),
    ('billing.course_purchases', 'full', '{}', null),
    ('billing.family_plan_members', 'full', '{}', null),
    ('billing.family_plans', 'full', '{}', null),
    ('billing.invoices', 'full', '{}', null),
    ('billing.orders', 'full', '{}', null),
    ('billing.payment_methods', 'full', '{billing_address}', null),
    ('billing.payment_transactions', 'default', '{}', null),
    ('billing.payments', 'full', '{}', null),
    ('billing.payout_items', 'full', '{}', null),
    ('billing.payouts', 'full', '{payout_details}', null),
    ('billing.plan_prices', 'full', '{}', null),
    ('billing.plans', 'full', '{}', null),
    ('billing.refunds', 'full', '{}', null),
    ('billing.subscriptions', 'full', '{}', null),
    ('content.item_reactions', 'default', '{}', null),
    ('content.library_items', 'full', '{}', null),
    ('content.media_files', 'full', '{}', null),
    ('content.nav_items', 'full', '{}', null),
    ('content.resource_cards', 'full', '{}', null),
    ('content.resource_steps', 'full', '{}', null),
    ('content.timeline_items', 'full', '{}', null),
    ('analytics.ai_feedback', 'full', '{input_data, output_data}', null),
    ('analytics.ai_models', 'full', '{}', null),
    ('analytics.conversion_events', 'default', '{}', null),
    ('analytics.search_events', 'default', '{}', null),
    ('analytics.user_activity_logs', 'default', '{}', null),
    ('ops.feature_flags', 'full', '{}', null),
    ('ops.capture_heartbeat', 'default', '{}', null);

-- TRUNCATE reaches the log as one event without rows, so whoever follows the log would keep rows
-- that are gone. The trigger is on partitions, too: triggers of statements are not inherited, and
-- ops.ensure_month_partitions adds it to each new one.
create function ops.refuse_truncate()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'TRUNCATE of %.% is refused', tg_table_schema, tg_table_name
        using
            errcode = 'object_not_in_prerequisite_state',
            detail = 'The table is captured: its changes stream to consumers, and a TRUNCATE'
                ' arrives there as one event without rows, so they would keep every row of it.',
            hint = format(
                'Delete the rows instead: DELETE FROM %I.%I;', tg_table_schema, tg_table_name);
end
$$;

comment on function ops.refuse_truncate() is
    'Refuses TRUNCATE of a captured table, which would reach the stream without its rows.';

do $$
declare
    entry record;
    part regclass;
    readable text;
begin
    for entry in select c.*, c.relation::regclass as parent from captured c
    loop
        for part in
            select entry.parent
            union all
            select inhrelid::regclass from pg_inherits where inhparent = entry.parent
        loop
            execute format('alter table %s replica identity %s', part, entry.identity);
            execute format(
                'create trigger refuse_truncate before truncate on %s'
                ' for each statement execute function ops.refuse_truncate()',
                part);
        end loop;

        if entry.left_out = '{}' then
            execute format('grant select on %s to millrace_capture', entry.parent);
            if entry.archive is not null then
                execute format('grant select on %s to millrace_capture', entry.archive);
            end if;
        else
            select string_agg(quote_ident(attname), ', ' order by attnum)
            into strict readable
            from pg_attribute
            where attrelid = entry.parent
                and attnum > 0
                and not attisdropped
                and attname <> all (entry.left_out);
            execute format('grant select (%s) on %s to millrace_capture', readable, entry.parent);
            if entry.archive is not null then
                execute format(
                    'grant select (%s, archived_at) on %s to millrace_capture',
                    readable, entry.archive);
            end if;
        end if;
    end loop;

    execute format(
        'create publication millrace for table %s with (publish_via_partition_root = true)',
        (select string_agg(relation::regclass::text, ', ' order by relation) from captured));
end
$$;

grant usage on schema
    identity, projects, learning, wellness, engagement, billing, content, analytics, ops, archive
    to millrace_capture;

-- The one write of capture: the row that keeps the slot moving while everything else is idle.
grant update (beat_at, beats) on ops.capture_heartbeat to millrace_capture;
