-- Whose rows the application sees while it acts for a person (role millrace_app, setting
-- app.user_id, see V240). A table without a policy for a verb refuses the verb; the grants of V260
-- narrow the columns. Without app.user_id there is nobody, and no personal row is visible.
-- Calls stand in scalar subqueries, so that they run once for a statement, not once for a row.
--
-- Row level security does not bind the owner, so functions of the owner and the views in schema
-- oracle see all rows. It does not hold on partitions either: nobody has a grant on one.

-- identity

alter table identity.users enable row level security;
create policy own_or_admin_read on identity.users
    for select to millrace_app
    using (id = (select identity.current_user_id())
        or (select identity.current_user_has_role('admin')));
create policy own_update on identity.users
    for update to millrace_app
    using (id = (select identity.current_user_id()));

alter table identity.user_profiles enable row level security;
create policy own_read on identity.user_profiles
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));
create policy own_insert on identity.user_profiles
    for insert to millrace_app
    with check (user_id = (select identity.current_user_id()));
create policy own_update on identity.user_profiles
    for update to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table identity.user_addresses enable row level security;
create policy own_read on identity.user_addresses
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));
create policy own_insert on identity.user_addresses
    for insert to millrace_app
    with check (user_id = (select identity.current_user_id()));
create policy own_update on identity.user_addresses
    for update to millrace_app
    using (user_id = (select identity.current_user_id()));
create policy own_delete on identity.user_addresses
    for delete to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table identity.user_preferences enable row level security;
create policy own_read on identity.user_preferences
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));
create policy own_insert on identity.user_preferences
    for insert to millrace_app
    with check (user_id = (select identity.current_user_id()));
create policy own_update on identity.user_preferences
    for update to millrace_app
    using (user_id = (select identity.current_user_id()));
create policy own_delete on identity.user_preferences
    for delete to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table identity.user_roles enable row level security;
create policy own_or_admin_read on identity.user_roles
    for select to millrace_app
    using (user_id = (select identity.current_user_id())
        or (select identity.current_user_has_role('admin')));

alter table identity.user_system_links enable row level security;
create policy own_read on identity.user_system_links
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));

-- learning

alter table learning.courses enable row level security;
create policy published_own_or_admin_read on learning.courses
    for select to millrace_app
    using ((status = 'published' and deleted_at is null)
        or instructor_id = (select identity.current_user_id())
        or (select identity.current_user_has_role('admin')));

alter table learning.enrollments enable row level security;
create policy own_taught_or_admin_read on learning.enrollments
    for select to millrace_app
    using (user_id = (select identity.current_user_id())
        or course_id in (
            select c.id
            from learning.courses c
            where c.instructor_id = (select identity.current_user_id()))
        or (select identity.current_user_has_role('admin')));

alter table learning.lesson_progress enable row level security;
create policy own_read on learning.lesson_progress
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));

-- A learner rates a completion; that there is one is for the pipeline to say.
alter table learning.course_completions enable row level security;
create policy own_or_taught_read on learning.course_completions
    for select to millrace_app
    using (user_id = (select identity.current_user_id())
        or course_id in (
            select c.id
            from learning.courses c
            where c.instructor_id = (select identity.current_user_id())));
create policy own_update on learning.course_completions
    for update to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table learning.assessment_attempts enable row level security;
create policy own_read on learning.assessment_attempts
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table learning.certificates enable row level security;
create policy own_read on learning.certificates
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table learning.user_achievements enable row level security;
create policy own_read on learning.user_achievements
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table learning.user_notes enable row level security;
create policy own_read on learning.user_notes
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));
create policy own_insert on learning.user_notes
    for insert to millrace_app
    with check (user_id = (select identity.current_user_id()));
create policy own_update on learning.user_notes
    for update to millrace_app
    using (user_id = (select identity.current_user_id()));
create policy own_delete on learning.user_notes
    for delete to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table learning.user_bookmarks enable row level security;
create policy own_read on learning.user_bookmarks
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));
create policy own_insert on learning.user_bookmarks
    for insert to millrace_app
    with check (user_id = (select identity.current_user_id()));
create policy own_update on learning.user_bookmarks
    for update to millrace_app
    using (user_id = (select identity.current_user_id()));
create policy own_delete on learning.user_bookmarks
    for delete to millrace_app
    using (user_id = (select identity.current_user_id()));

-- billing

alter table billing.family_plans enable row level security;
create policy member_read on billing.family_plans
    for select to millrace_app
    using (primary_user_id = (select identity.current_user_id())
        or id = (select billing.current_family_plan_id()));
create policy primary_update on billing.family_plans
    for update to millrace_app
    using (primary_user_id = (select identity.current_user_id()));

-- Members see each other; a member may leave, the primary person may remove a member.
alter table billing.family_plan_members enable row level security;
create policy member_read on billing.family_plan_members
    for select to millrace_app
    using (family_plan_id in (select f.id from billing.family_plans f));
create policy own_or_primary_delete on billing.family_plan_members
    for delete to millrace_app
    using (role = 'member'
        and (user_id = (select identity.current_user_id())
            or family_plan_id in (
                select f.id
                from billing.family_plans f
                where f.primary_user_id = (select identity.current_user_id()))));

-- A member of a family has the subscription of the plan.
alter table billing.subscriptions enable row level security;
create policy own_or_family_read on billing.subscriptions
    for select to millrace_app
    using (user_id = (select identity.current_user_id())
        or id in (select f.subscription_id from billing.family_plans f));

alter table billing.orders enable row level security;
create policy own_read on billing.orders
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table billing.course_purchases enable row level security;
create policy own_read on billing.course_purchases
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table billing.payment_methods enable row level security;
create policy own_read on billing.payment_methods
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table billing.payments enable row level security;
create policy own_read on billing.payments
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table billing.refunds enable row level security;
create policy own_read on billing.refunds
    for select to millrace_app
    using (payment_id in (select p.id from billing.payments p));

alter table billing.invoices enable row level security;
create policy own_read on billing.invoices
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));

-- wellness. Who reads a health record, by its privacy level:
--     private              the person it is about, and whoever that person shares it with
--     practitioners_only   the same, but a share holds for practitioners only; its practitioner
--     shared               the person, its practitioner, whoever it is shared with
--     public               every signed-in person
-- A share names one reader, has a level, can expire and can be revoked.

alter table wellness.bookings enable row level security;
create policy own_or_practitioner_read on wellness.bookings
    for select to millrace_app
    using (user_id = (select identity.current_user_id())
        or practitioner_id = (select wellness.current_practitioner_id()));

alter table wellness.health_profiles enable row level security;
create policy own_public_or_practitioner_read on wellness.health_profiles
    for select to millrace_app
    using (user_id = (select identity.current_user_id())
        or (privacy_level = 'public' and (select identity.current_user_id()) is not null)
        or (privacy_level in ('practitioners_only', 'shared')
            and wellness.current_user_treats(user_id)));
create policy own_insert on wellness.health_profiles
    for insert to millrace_app
    with check (user_id = (select identity.current_user_id()));
create policy own_update on wellness.health_profiles
    for update to millrace_app
    using (user_id = (select identity.current_user_id()));
create policy own_delete on wellness.health_profiles
    for delete to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table wellness.health_records enable row level security;
create policy own_public_practitioner_or_shared_read on wellness.health_records
    for select to millrace_app
    using (user_id = (select identity.current_user_id())
        or (privacy_level = 'public' and (select identity.current_user_id()) is not null)
        or (privacy_level in ('practitioners_only', 'shared')
            and practitioner_id = (select wellness.current_practitioner_id()))
        or ((privacy_level <> 'practitioners_only'
                or (select wellness.current_practitioner_id()) is not null)
            and wellness.has_health_share(id, 'read')));
create policy own_or_practitioner_insert on wellness.health_records
    for insert to millrace_app
    with check (user_id = (select identity.current_user_id())
        or (privacy_level in ('practitioners_only', 'shared')
            and practitioner_id = (select wellness.current_practitioner_id())
            and wellness.current_user_treats(user_id)));
-- V260 grants the text only: nobody but the service moves a record or changes its privacy level.
create policy own_practitioner_or_editor_update on wellness.health_records
    for update to millrace_app
    using (user_id = (select identity.current_user_id())
        or (privacy_level in ('practitioners_only', 'shared')
            and practitioner_id = (select wellness.current_practitioner_id()))
        or wellness.has_health_share(id, 'edit'));
create policy own_delete on wellness.health_records
    for delete to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table wellness.health_record_sharing enable row level security;
create policy giver_or_reader_read on wellness.health_record_sharing
    for select to millrace_app
    using (shared_with = (select identity.current_user_id())
        or wellness.owns_health_record(health_record_id));
create policy own_record_insert on wellness.health_record_sharing
    for insert to millrace_app
    with check (shared_by = (select identity.current_user_id())
        and wellness.owns_health_record(health_record_id));
create policy own_record_update on wellness.health_record_sharing
    for update to millrace_app
    using (wellness.owns_health_record(health_record_id));

alter table wellness.health_record_attachments enable row level security;
create policy of_readable_records_read on wellness.health_record_attachments
    for select to millrace_app
    using (health_record_id in (select r.id from wellness.health_records r));
create policy own_record_insert on wellness.health_record_attachments
    for insert to millrace_app
    with check (wellness.owns_health_record(health_record_id));
create policy own_record_delete on wellness.health_record_attachments
    for delete to millrace_app
    using (wellness.owns_health_record(health_record_id));

-- engagement

alter table engagement.notifications enable row level security;
create policy own_read on engagement.notifications
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));
create policy own_update on engagement.notifications
    for update to millrace_app
    using (user_id = (select identity.current_user_id()));

-- derived: what the pipeline says about one person

alter table derived.course_progress enable row level security;
create policy own_or_taught_read on derived.course_progress
    for select to millrace_app
    using (user_id = (select identity.current_user_id())
        or course_id in (
            select c.id
            from learning.courses c
            where c.instructor_id = (select identity.current_user_id())));

alter table derived.learner_dashboard enable row level security;
create policy own_read on derived.learner_dashboard
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table derived.course_recommendations enable row level security;
create policy own_read on derived.course_recommendations
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table derived.notification_counts enable row level security;
create policy own_read on derived.notification_counts
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));

alter table derived.user_engagement enable row level security;
create policy own_read on derived.user_engagement
    for select to millrace_app
    using (user_id = (select identity.current_user_id()));

-- Everyone else sees all rows of what the grants of V260 let them touch: the pipeline must not lose
-- a row to a policy, neither in a snapshot nor in a job.
do $$
declare
    guarded record;
begin
    for guarded in
        select c.oid::regclass as relation, c.relnamespace = 'derived'::regnamespace as is_derived
        from pg_class c
        where c.relrowsecurity
    loop
        execute format(
            'create policy service_all on %s to millrace_app_service using (true)',
            guarded.relation);
        execute format(
            'create policy pipeline_read on %s for select to %s using (true)',
            guarded.relation,
            case
                when guarded.is_derived then 'millrace_analyst, millrace_operator'
                else 'millrace_capture, millrace_writer'
            end);
        execute format(
            'create policy pipeline_all on %s to %s using (true)',
            guarded.relation,
            case
                when guarded.is_derived then 'millrace_writer, millrace_batch'
                else 'millrace_batch'
            end);
    end loop;
end
$$;
