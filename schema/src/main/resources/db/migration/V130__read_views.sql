-- What the application reads: its rows beside the derived values of them, under the column names
-- that its documents use. Each view runs with the rights of who asks (security_invoker), so row
-- level security of the tables below holds. A derived row that is not there yet counts as empty.

create view learning.course_catalog with (security_invoker = true) as
select
    c.*,
    c.price_cents = 0 as is_free,
    coalesce(s.enrollment_count, 0) as enrollment_count,
    coalesce(s.completion_count, 0) as completion_count,
    s.average_rating,
    coalesce(s.rating_count, 0) as rating_count,
    s.completion_rate,
    coalesce(s.module_count, 0) as module_count,
    coalesce(s.lesson_count, 0) as lesson_count,
    coalesce(s.assessment_count, 0) as assessment_count
from learning.courses c
left join derived.course_statistics s on s.course_id = c.id
where c.deleted_at is null;

create view learning.enrollment_progress with (security_invoker = true) as
select
    e.*,
    coalesce(p.progress_percentage, 0) as progress_percentage,
    coalesce(p.completed_lessons, 0) as completed_lessons,
    p.total_lessons
from learning.enrollments e
left join derived.course_progress p using (user_id, course_id);

create view projects.applications_scored with (security_invoker = true) as
select
    a.*,
    m.score as match_score,
    m.model_version
from projects.applications a
left join derived.match_scores m on m.project_id = a.project_id and m.user_id = a.user_id;

-- The subscription that ends last, a person's own or the one of the family plan.
create view identity.user_subscription_state with (security_invoker = true) as
select
    u.id as user_id,
    s.status as subscription_status,
    p.kind as subscription_type,
    s.current_period_end as subscription_expiry,
    s.via_family
from identity.users u
left join lateral (
    select x.*, false as via_family
    from billing.subscriptions x
    where x.user_id = u.id
    union all
    select x.*, true
    from billing.family_plan_members fm
    join billing.family_plans f on f.id = fm.family_plan_id and f.is_active
    join billing.subscriptions x on x.id = f.subscription_id
    where fm.user_id = u.id and fm.role = 'member'
    order by current_period_end desc
    limit 1
) s on true
left join billing.plans p on p.id = s.plan_id;

create view wellness.practitioner_directory with (security_invoker = true) as
select
    p.*,
    s.average_rating as rating,
    coalesce(s.rating_count, 0) as total_reviews,
    coalesce(s.total_sessions, 0) as total_sessions
from wellness.practitioners p
left join derived.practitioner_stats s on s.practitioner_id = p.id;
