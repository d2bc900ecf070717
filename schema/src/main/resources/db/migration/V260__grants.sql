-- Who may do what. Nothing comes by default: the owner's functions are closed to the public, the
-- schema public is closed, and nobody has a grant on a partition. A new table or function of a
-- domain needs its grants in its own migration; in derived and oracle they come by default.
--
--     millrace_capture      captured columns (V270), the heartbeat row
--     millrace_writer       derived tables; completions through a function (V280)
--     millrace_batch        reads all but credentials and health; writes archive, derived, payouts
--     millrace_app          for a person: the rows and columns that V250 and this file name
--     millrace_app_service  for the application itself: all tables of its domains
--     millrace_analyst      derived tables, no personal data
--     millrace_operator     derived tables, their oracles, what the jobs report

alter default privileges revoke execute on functions from public;
revoke execute on all functions in schema
    identity, projects, learning, wellness, engagement, billing, content, analytics, ops, archive,
    derived, oracle, batch
    from public;
revoke all on schema public from public;

-- The application on its own behalf: sign-up, payments, grading, moderation, progress. Money is
-- not deleted, the ledger and the audit trail are not changed, payouts and completions belong to
-- the pipeline (completions are rated here, and imported).

grant usage on schema
    identity, projects, learning, wellness, engagement, billing, content, analytics, ops, derived
    to millrace_app_service;

do $$
declare
    owned record;
begin
    for owned in
        select c.oid::regclass as relation
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p')
            and not c.relispartition
            and n.nspname in (
                'identity', 'projects', 'learning', 'wellness', 'engagement', 'billing', 'content',
                'analytics')
    loop
        execute format(
            'grant select, insert, update, delete on %s to millrace_app_service', owned.relation);
    end loop;
end
$$;

revoke delete on
    billing.payments, billing.refunds, billing.invoices, billing.orders, billing.course_purchases
    from millrace_app_service;
revoke update, delete on billing.payment_transactions from millrace_app_service;
revoke insert, update, delete on
    billing.payouts, billing.payout_items, wellness.booking_registry
    from millrace_app_service;
revoke update, delete on analytics.user_activity_logs from millrace_app_service;

grant select, insert, update, delete on ops.app_settings, ops.feature_flags to millrace_app_service;
grant select, insert on
    ops.audit_logs, ops.system_logs, ops.erasure_requests
    to millrace_app_service;
grant select on
    learning.course_catalog, learning.enrollment_progress, projects.applications_scored,
    identity.user_subscription_state, wellness.practitioner_directory
    to millrace_app_service;
grant execute on function
    identity.encrypt_secret(text, text), identity.decrypt_secret(bytea, text)
    to millrace_app_service;

-- The application for a person. Reading is narrowed by V250, writing by columns: nobody sets their
-- own role, verification, progress, completion, price or payment.

grant usage on schema identity, learning, wellness, engagement, billing, derived to millrace_app;
grant execute on function
    identity.current_user_id(), identity.current_user_has_role(text),
    wellness.current_practitioner_id(), wellness.current_user_treats(uuid),
    wellness.owns_health_record(uuid),
    wellness.has_health_share(uuid, wellness.permission_level),
    billing.current_family_plan_id()
    to millrace_app, millrace_app_service;

grant select on
    identity.roles, identity.permissions, identity.role_permissions,
    learning.course_categories, learning.course_tags, learning.course_tag_map,
    billing.plans, billing.plan_prices
    to millrace_app;

grant select on
    identity.users, identity.user_roles, identity.user_system_links,
    learning.courses, learning.enrollments, learning.lesson_progress, learning.course_completions,
    learning.assessment_attempts, learning.certificates, learning.user_achievements,
    billing.family_plans, billing.family_plan_members, billing.subscriptions, billing.orders,
    billing.course_purchases, billing.payment_methods, billing.payments, billing.refunds,
    billing.invoices, engagement.notifications
    to millrace_app;

grant select, insert, update, delete on
    identity.user_addresses, identity.user_preferences,
    learning.user_notes, learning.user_bookmarks,
    wellness.health_profiles
    to millrace_app;
grant select, insert, update on identity.user_profiles to millrace_app;

grant update (
    display_name, first_name, last_name, date_of_birth, timezone, language, profile_image_url)
    on identity.users to millrace_app;
grant update (rating, review, would_recommend, reviewed_at)
    on learning.course_completions to millrace_app;
grant update (plan_name) on billing.family_plans to millrace_app;
grant delete on billing.family_plan_members to millrace_app;
grant update (read_at) on engagement.notifications to millrace_app;

grant select, insert, delete on wellness.health_records to millrace_app;
grant update (title, content, structured_data, tags) on wellness.health_records to millrace_app;
grant select, insert on wellness.health_record_sharing to millrace_app;
grant update (permission_level, expires_at, revoked_at)
    on wellness.health_record_sharing to millrace_app;
grant select, insert, delete on wellness.health_record_attachments to millrace_app;

-- A booking without what practitioner and staff note about it.
grant select (
    id, kind, user_id, guest_name, guest_email, practitioner_id, service_id, host_user_id, subject,
    scheduled_at, ends_at, duration_minutes, session_type, location_type, location_details, status,
    user_notes, price_cents, currency, discount_applied, cancellation_reason, cancelled_at,
    cancelled_by, completed_at, no_show_at, reminder_sent_at, follow_up_sent_at, created_at,
    updated_at)
    on wellness.bookings to millrace_app;

grant select on
    learning.course_catalog, learning.enrollment_progress, identity.user_subscription_state
    to millrace_app;
grant select on
    derived.course_statistics, derived.practitioner_stats, derived.project_statistics,
    derived.tag_usage, derived.resource_downloads, derived.review_counts,
    derived.event_statistics, derived.content_statistics,
    derived.course_progress, derived.learner_dashboard, derived.course_recommendations,
    derived.notification_counts, derived.user_engagement
    to millrace_app;

-- The pipeline.

grant usage on schema derived to millrace_writer;
grant select, insert, update, delete on all tables in schema derived to millrace_writer;
alter default privileges in schema derived
    grant select, insert, update, delete on tables to millrace_writer;

grant usage on schema
    identity, projects, learning, wellness, engagement, billing, content, analytics, ops, archive,
    derived, oracle, batch
    to millrace_batch;
do $$
declare
    readable record;
begin
    for readable in
        select c.oid::regclass as relation
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p')
            and not c.relispartition
            and n.nspname in (
                'identity', 'projects', 'learning', 'wellness', 'engagement', 'billing', 'content',
                'analytics')
            and c.oid not in (
                'identity.user_credentials'::regclass,
                'identity.user_secrets'::regclass,
                'identity.auth_identities'::regclass,
                'identity.sessions'::regclass,
                'identity.password_reset_tokens'::regclass,
                'wellness.health_profiles'::regclass,
                'wellness.health_records'::regclass,
                'wellness.health_record_sharing'::regclass,
                'wellness.health_record_attachments'::regclass)
    loop
        execute format('grant select on %s to millrace_batch', readable.relation);
    end loop;
end
$$;
grant select, insert, update on billing.payouts, billing.payout_items to millrace_batch;
grant select, insert, update, delete on all tables in schema archive to millrace_batch;
grant select, insert, update, delete on all tables in schema derived to millrace_batch;
grant select, delete on ops.audit_logs to millrace_batch;
grant select, insert, update on ops.maintenance_log to millrace_batch;
grant select, insert on ops.system_logs to millrace_batch;
grant select on ops.retention_policies, ops.app_settings to millrace_batch;
alter default privileges in schema derived
    grant select, insert, update, delete on tables to millrace_batch;
alter default privileges in schema batch
    grant select, insert, update, delete on tables to millrace_batch;
alter default privileges in schema batch grant usage on sequences to millrace_batch;

-- Those who look.

grant usage on schema derived to millrace_analyst;
grant select on all tables in schema derived to millrace_analyst, millrace_app_service;
alter default privileges in schema derived
    grant select on tables to millrace_analyst, millrace_app_service;

grant usage on schema derived, oracle, ops, batch to millrace_operator;
grant select on all tables in schema derived to millrace_operator;
grant select on
    ops.system_logs, ops.maintenance_log, ops.retention_policies, ops.capture_heartbeat,
    ops.schema_history
    to millrace_operator;
alter default privileges in schema derived grant select on tables to millrace_operator;
alter default privileges in schema batch grant select on tables to millrace_operator;

-- The oracles run with the owner's rights and give out what the derived tables hold, and nothing
-- else; the functions that they call are checked for whoever asks.
alter default privileges in schema oracle
    grant select on tables to millrace_batch, millrace_operator;
alter default privileges in schema oracle
    grant execute on functions to millrace_batch, millrace_operator;
