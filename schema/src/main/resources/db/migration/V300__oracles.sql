-- Every derived table recomputed from scratch. A store is right when, with the stream drained, its
-- rows equal the rows of the view of its name here; updated_at and computed_at do not count.
-- Each level is aggregated before it is joined, so nothing is counted twice. These views read
-- whole tables and are meant for checks, not for the application.

-- Progress of each enrollment: published lessons only, cut at two decimals: 100.00 means all.
create view oracle.course_progress as
with published as (
    select course_id, count(*)::int as total
    from learning.lessons
    where is_published
    group by course_id
),
done as (
    select
        lp.user_id,
        l.course_id,
        count(*) filter (where lp.status = 'completed' and l.is_published)::int as lessons,
        sum(lp.total_time_spent_seconds)::bigint as seconds,
        max(lp.last_accessed_at) as last_at,
        max(lp.completed_at)
            filter (where lp.status = 'completed' and l.is_published) as last_completed_at
    from learning.lesson_progress lp
    join learning.lessons l on l.id = lp.lesson_id
    group by lp.user_id, l.course_id
),
notes as (
    select n.user_id, l.course_id, count(*)::int as notes
    from learning.user_notes n
    join learning.lessons l on l.id = n.lesson_id
    group by n.user_id, l.course_id
),
bookmarks as (
    select b.user_id, l.course_id, count(*)::int as bookmarks
    from learning.user_bookmarks b
    join learning.lessons l on l.id = b.lesson_id
    group by b.user_id, l.course_id
)
select
    e.user_id,
    e.course_id,
    coalesce(p.total, 0) as total_lessons,
    coalesce(d.lessons, 0) as completed_lessons,
    case
        when coalesce(p.total, 0) = 0 then 0.00
        else trunc(100.0 * coalesce(d.lessons, 0) / p.total, 2)
    end::numeric(5, 2) as progress_percentage,
    coalesce(d.seconds, 0) as total_time_spent_seconds,
    coalesce(n.notes, 0) as notes_count,
    coalesce(b.bookmarks, 0) as bookmarks_count,
    d.last_at as last_accessed_at,
    case when p.total > 0 and d.lessons = p.total then d.last_completed_at end as completed_at
from learning.enrollments e
left join published p using (course_id)
left join done d using (user_id, course_id)
left join notes n using (user_id, course_id)
left join bookmarks b using (user_id, course_id);

-- Figures of each course that is not deleted; money in the currency of the course only.
create view oracle.course_statistics as
with enrolled as (
    select
        e.course_id,
        count(*)::int as enrollments,
        count(*) filter (where e.status = 'active')::int as active,
        count(cc.id)::int as completed,
        round(avg(p.progress_percentage), 2) as avg_progress
    from learning.enrollments e
    join oracle.course_progress p using (user_id, course_id)
    left join learning.course_completions cc using (user_id, course_id)
    group by e.course_id
),
completions as (
    select
        course_id,
        count(*)::int as completions,
        count(rating)::int as ratings,
        coalesce(sum(rating), 0)::bigint as rating_sum,
        count(*) filter (where would_recommend)::int as recommends
    from learning.course_completions
    group by course_id
),
refunds as (
    select payment_id, sum(amount_cents)::bigint as cents
    from billing.refunds
    where status = 'succeeded'
    group by payment_id
),
purchases as (
    select
        x.course_id,
        count(*) filter (where x.status = 'completed')::int as purchases,
        sum(x.amount_cents) filter (where x.status in ('completed', 'refunded'))::bigint as gross,
        sum(
            case
                when x.status = 'refunded' then x.amount_cents
                when x.status = 'completed' then coalesce(r.cents, 0)
            end
        )::bigint as refunded
    from billing.course_purchases x
    join learning.courses c on c.id = x.course_id and c.currency = x.currency
    left join refunds r using (payment_id)
    group by x.course_id
),
modules as (
    select course_id, count(*)::int as modules
    from learning.course_modules
    where is_published
    group by course_id
),
lessons as (
    select course_id, count(*)::int as lessons
    from learning.lessons
    where is_published
    group by course_id
),
assessments as (
    select course_id, count(*)::int as assessments
    from learning.assessments
    where is_published
    group by course_id
)
select
    c.id as course_id,
    coalesce(e.enrollments, 0) as enrollment_count,
    coalesce(e.active, 0) as active_enrollment_count,
    coalesce(k.completions, 0) as completion_count,
    round(100.0 * e.completed / e.enrollments, 2) as completion_rate,
    e.avg_progress as avg_progress_percentage,
    coalesce(k.ratings, 0) as rating_count,
    coalesce(k.rating_sum, 0) as rating_sum,
    round(k.rating_sum::numeric / nullif(k.ratings, 0), 2) as average_rating,
    coalesce(k.recommends, 0) as recommend_count,
    coalesce(p.purchases, 0) as purchase_count,
    coalesce(p.gross, 0) as gross_revenue_cents,
    coalesce(p.refunded, 0) as refunded_cents,
    coalesce(p.gross, 0) - coalesce(p.refunded, 0) as net_revenue_cents,
    c.currency,
    coalesce(m.modules, 0) as module_count,
    coalesce(l.lessons, 0) as lesson_count,
    coalesce(a.assessments, 0) as assessment_count
from learning.courses c
left join enrolled e on e.course_id = c.id
left join completions k on k.course_id = c.id
left join purchases p on p.course_id = c.id
left join modules m on m.course_id = c.id
left join lessons l on l.course_id = c.id
left join assessments a on a.course_id = c.id
where c.deleted_at is null;

-- Applications that were not withdrawn.
create view oracle.project_statistics as
select
    p.id as project_id,
    count(a.id)::int as application_count,
    count(*) filter (where a.status = 'pending')::int as pending_count,
    count(*) filter (where a.status = 'accepted')::int as accepted_count,
    case
        when p.max_applications is not null
        then greatest(p.max_applications - count(a.id), 0)::int
    end as remaining_slots
from projects.projects p
left join projects.applications a on a.project_id = p.id and a.status <> 'withdrawn'
where p.deleted_at is null
group by p.id;

-- Published reviews; sessions over a lifetime, the archived ones included.
create view oracle.practitioner_stats as
with ratings as (
    select practitioner_id, count(*)::int as ratings, sum(rating)::bigint as rating_sum
    from wellness.reviews
    where status = 'published'
    group by practitioner_id
),
sessions as (
    select
        practitioner_id,
        count(*) filter (where status = 'completed')::int as completed,
        count(*) filter (where status = 'no_show')::int as no_shows
    from (
        select practitioner_id, status from wellness.bookings
        union all
        select practitioner_id, status from archive.bookings
    ) b
    group by practitioner_id
)
select
    p.id as practitioner_id,
    coalesce(r.ratings, 0) as rating_count,
    coalesce(r.rating_sum, 0) as rating_sum,
    round(r.rating_sum::numeric / r.ratings, 2) as average_rating,
    coalesce(s.completed, 0) as total_sessions,
    coalesce(s.no_shows, 0) as no_show_count
from wellness.practitioners p
left join ratings r on r.practitioner_id = p.id
left join sessions s on s.practitioner_id = p.id;

create view oracle.review_counts as
with votes as (
    select
        review_id,
        count(*) filter (where helpful)::int as helpful,
        count(*) filter (where not helpful)::int as not_helpful
    from wellness.review_helpfulness
    group by review_id
),
reports as (
    select review_id, count(*)::int as reports
    from wellness.review_reports
    group by review_id
)
select
    r.id as review_id,
    coalesce(v.helpful, 0) as helpful_count,
    coalesce(v.not_helpful, 0) as not_helpful_count,
    coalesce(q.reports, 0) as reported_count
from wellness.reviews r
left join votes v on v.review_id = r.id
left join reports q on q.review_id = r.id;

-- Durations count for those who attended.
create view oracle.meeting_statistics as
select
    m.id as meeting_id,
    m.title,
    m.starts_at,
    m.status::text as status,
    count(a.id)::int as invited_count,
    count(*) filter (where a.status = 'accepted')::int as accepted_count,
    count(*) filter (where a.status = 'attended')::int as attended_count,
    count(*) filter (where a.status = 'no_show')::int as no_show_count,
    count(*) filter (where a.is_external_domain)::int as external_invited_count,
    count(*) filter (where a.is_external_domain and a.status = 'attended')::int
        as external_attended_count,
    coalesce(sum(a.join_duration_minutes) filter (where a.status = 'attended'), 0)::bigint
        as duration_sum_minutes,
    count(a.join_duration_minutes) filter (where a.status = 'attended')::int as duration_samples,
    round(avg(a.join_duration_minutes) filter (where a.status = 'attended'), 2)
        as avg_duration_minutes
from engagement.meetings m
left join engagement.meeting_attendances a on a.meeting_id = m.id
group by m.id;

create view oracle.user_engagement as
select
    u.id as user_id,
    count(a.id)::int as meetings_invited,
    count(*) filter (where a.status = 'attended')::int as meetings_attended,
    coalesce(sum(a.join_duration_minutes) filter (where a.status = 'attended'), 0)::bigint
        as duration_sum_minutes,
    count(a.join_duration_minutes) filter (where a.status = 'attended')::int as duration_samples,
    round(avg(a.join_duration_minutes) filter (where a.status = 'attended'), 2)
        as avg_meeting_duration_minutes,
    max(a.joined_at) filter (where a.status = 'attended') as last_meeting_attended_at
from identity.users u
left join engagement.meeting_attendances a on a.user_id = u.id
where u.deleted_at is null
group by u.id;

create view oracle.event_statistics as
select
    e.id as event_id,
    count(*) filter (where r.status in ('registered', 'attended', 'no_show'))::int
        as registration_count,
    count(*) filter (where r.attended or r.checked_in or r.status = 'attended')::int
        as attendee_count,
    count(*) filter (where r.status = 'waitlisted')::int as waitlist_count
from engagement.events e
left join engagement.event_registrations r on r.event_id = e.id
where e.deleted_at is null
group by e.id;

-- Messages that are not deleted, live or archived; the base of the next two views.
create view oracle.all_messages as
select id, conversation_id, sender_id, recipient_id, read_at, created_at
from engagement.messages
where deleted_at is null
union all
select id, conversation_id, sender_id, recipient_id, read_at, created_at
from archive.messages
where deleted_at is null;

-- The newest message; of two at the same moment the one with the greater id.
create view oracle.conversation_state as
select
    c.id as conversation_id,
    x.id as last_message_id,
    x.created_at as last_message_at,
    coalesce(k.messages, 0)::bigint as message_count
from engagement.conversations c
left join lateral (
    select m.id, m.created_at
    from oracle.all_messages m
    where m.conversation_id = c.id
    order by m.created_at desc, m.id desc
    limit 1
) x on true
left join (
    select conversation_id, count(*) as messages
    from oracle.all_messages
    group by conversation_id
) k on k.conversation_id = c.id;

-- Unread as of now: direct messages without read_at, group messages after the last reading.
create view oracle.notification_counts as
with notifications as (
    select user_id, count(*)::int as unread
    from engagement.notifications
    where read_at is null and (expires_at is null or expires_at > now())
    group by user_id
),
direct as (
    select recipient_id as user_id, count(*)::int as unread
    from oracle.all_messages
    where recipient_id is not null and read_at is null
    group by recipient_id
),
in_groups as (
    select cp.user_id, count(*)::int as unread
    from engagement.conversation_participants cp
    join oracle.all_messages m on m.conversation_id = cp.conversation_id
    where m.recipient_id is null
        and m.sender_id <> cp.user_id
        and cp.left_at is null
        and m.created_at > coalesce(cp.last_read_at, cp.joined_at)
    group by cp.user_id
)
select
    u.id as user_id,
    coalesce(n.unread, 0) as unread_notifications,
    coalesce(d.unread, 0) + coalesce(g.unread, 0) as unread_messages
from identity.users u
left join notifications n on n.user_id = u.id
left join direct d on d.user_id = u.id
left join in_groups g on g.user_id = u.id
where u.deleted_at is null;

-- A payment that succeeded is in the state that its succeeded refunds say.
create view oracle.payment_state as
select
    p.id as payment_id,
    p.amount_cents,
    coalesce(r.cents, 0)::bigint as refunded_amount_cents,
    case
        when p.status in ('succeeded', 'partially_refunded', 'refunded') then
            case
                when coalesce(r.cents, 0) = 0 then 'succeeded'
                when r.cents < p.amount_cents then 'partially_refunded'
                else 'refunded'
            end
        else p.status::text
    end as effective_status
from billing.payments p
left join (
    select payment_id, sum(amount_cents) as cents
    from billing.refunds
    where status = 'succeeded'
    group by payment_id
) r on r.payment_id = p.id;

-- Payments on the UTC day they were processed, refunds on their own day.
create view oracle.revenue_daily as
with movements as (
    select
        (p.processed_at at time zone 'UTC')::date as day,
        p.source_system::text as source_system,
        p.payment_type::text as payment_type,
        p.currency,
        p.amount_cents as gross,
        0::bigint as refunded,
        p.platform_fee_cents as fee,
        1 as payments
    from billing.payments p
    where p.status in ('succeeded', 'partially_refunded', 'refunded')
    union all
    select
        (r.processed_at at time zone 'UTC')::date,
        p.source_system::text,
        p.payment_type::text,
        p.currency,
        0,
        r.amount_cents,
        0,
        0
    from billing.refunds r
    join billing.payments p on p.id = r.payment_id
    where r.status = 'succeeded'
)
select
    day,
    source_system,
    payment_type,
    currency,
    sum(gross)::bigint as gross_cents,
    sum(refunded)::bigint as refunded_cents,
    sum(gross - refunded)::bigint as net_cents,
    sum(fee)::bigint as platform_fee_cents,
    sum(payments)::int as payments
from movements
group by day, source_system, payment_type, currency;

-- Views over a lifetime: live activity and the roll-ups of dropped months.
create view oracle.content_statistics as
with views as (
    select entity_id, sum(events) as views
    from (
        select entity_id, count(*) as events
        from analytics.user_activity_logs
        where activity_type = 'content_viewed' and entity_type = 'library_item'
        group by entity_id
        union all
        select entity_id, sum(events)
        from archive.activity_rollups
        where activity_type = 'content_viewed' and entity_type = 'library_item'
        group by entity_id
    ) counted
    group by entity_id
),
reactions as (
    select
        item_id,
        count(*) filter (where kind = 'like')::int as likes,
        count(*) filter (where kind = 'share')::int as shares
    from content.item_reactions
    group by item_id
)
select
    i.id as item_id,
    coalesce(v.views, 0)::bigint as view_count,
    coalesce(r.likes, 0) as like_count,
    coalesce(r.shares, 0) as share_count
from content.library_items i
left join views v on v.entity_id = i.id
left join reactions r on r.item_id = i.id;

create view oracle.resource_downloads as
select entity_id as resource_id, sum(events)::bigint as download_count
from (
    select entity_id, count(*) as events
    from analytics.user_activity_logs
    where activity_type = 'resource_downloaded'
        and entity_type in ('course_resource', 'media_file')
    group by entity_id
    union all
    select entity_id, sum(events)
    from archive.activity_rollups
    where activity_type = 'resource_downloaded'
        and entity_type in ('course_resource', 'media_file')
    group by entity_id
) counted
group by entity_id;

create view oracle.tag_usage as
select t.id as tag_id, count(m.course_id)::int as usage_count
from learning.course_tags t
left join learning.course_tag_map m on m.tag_id = t.id
group by t.id;

create view oracle.family_plan_usage as
select
    f.id as family_plan_id,
    count(m.user_id)::int as current_members,
    f.max_members
from billing.family_plans f
left join billing.family_plan_members m on m.family_plan_id = f.id
group by f.id;

-- Grants that are active and not expired as of now.
create view oracle.role_statistics as
select
    r.id as role_id,
    (
        select count(*)
        from identity.role_permissions x
        where x.role_id = r.id
    )::int as permissions_count,
    (
        select count(*)
        from identity.user_roles x
        where x.role_id = r.id and x.is_active and (x.expires_at is null or x.expires_at > now())
    )::int as active_users
from identity.roles r;

-- Up to five active enrollments in published courses, the last used first.
create view oracle.learner_dashboard as
select
    u.id as user_id,
    (
        select count(*)
        from learning.enrollments e
        join learning.courses c on c.id = e.course_id
        where e.user_id = u.id and e.status = 'active' and c.status = 'published'
    )::int as active_enrollments,
    (
        select count(*)
        from learning.course_completions x
        where x.user_id = u.id
    )::int as completed_courses,
    (
        select coalesce(sum(x.total_time_spent_seconds), 0)
        from learning.lesson_progress x
        where x.user_id = u.id
    )::bigint as total_study_seconds,
    (
        select count(*)
        from learning.user_achievements x
        where x.user_id = u.id
    )::int as achievements,
    (
        select coalesce(
            jsonb_agg(
                jsonb_build_object(
                    'course_id', q.course_id,
                    'title', q.title,
                    'progress', q.progress_percentage,
                    'last_accessed', q.last_at)
                order by q.last_at desc nulls last, q.course_id),
            '[]')
        from (
            select
                e.course_id,
                c.title,
                p.progress_percentage,
                coalesce(p.last_accessed_at, e.last_accessed_at) as last_at
            from learning.enrollments e
            join learning.courses c on c.id = e.course_id
            join oracle.course_progress p on p.user_id = e.user_id and p.course_id = e.course_id
            where e.user_id = u.id and e.status = 'active' and c.status = 'published'
            order by last_at desc nulls last, e.course_id
            limit 5
        ) q
    ) as recent_courses
from identity.users u
where u.deleted_at is null;

create view oracle.ai_model_stats as
select
    f.feature as model_name,
    coalesce(f.model_version, 'unknown') as model_version,
    count(*)::bigint as request_count,
    coalesce(sum(f.response_time_ms), 0)::bigint as response_ms_sum,
    round(avg(f.response_time_ms), 2) as average_response_ms,
    count(f.rating)::int as rating_count,
    round(avg(f.rating), 2) as average_rating,
    count(*) filter (where f.is_accurate)::int as accurate_count,
    count(*) filter (where f.is_helpful)::int as helpful_count
from analytics.ai_feedback f
group by f.feature, coalesce(f.model_version, 'unknown');

create view oracle.email_statistics as
select
    template_id,
    count(sent_at)::int as sent,
    count(delivered_at)::int as delivered,
    count(opened_at)::int as opened,
    count(clicked_at)::int as clicked,
    count(bounced_at)::int as bounced
from engagement.email_logs
where template_id is not null
group by template_id;

-- Days are UTC; a term is trimmed and lower case.
create view oracle.search_terms_daily as
select
    (created_at at time zone 'UTC')::date as day,
    search_type::text as search_type,
    lower(btrim(search_query)) as term,
    count(*)::int as searches,
    count(*) filter (where results_count = 0)::int as zero_result_searches,
    count(clicked_result_id)::int as clicks,
    coalesce(sum(clicked_position), 0)::bigint as click_position_sum,
    coalesce(sum(search_duration_ms), 0)::bigint as duration_ms_sum
from analytics.search_events
group by 1, 2, 3;

create view oracle.conversion_daily as
select
    (created_at at time zone 'UTC')::date as day,
    event_type::text as event_type,
    coalesce(source, '') as source,
    coalesce(medium, '') as medium,
    coalesce(campaign, '') as campaign,
    count(*)::int as events,
    count(distinct user_id)::int as users,
    sum(value_cents)::bigint as value_cents
from analytics.conversion_events
group by 1, 2, 3, 4, 5;

-- Great-circle distance in kilometres between two positions in degrees, on a sphere of the Earth's
-- mean radius; null when a coordinate is missing.
create function oracle.km(la1 numeric, lo1 numeric, la2 numeric, lo2 numeric)
returns double precision
language sql
immutable
strict -- without a position there is no distance, where least(1, null) would make it half the Earth
as $$
    select 6371.0088 * 2 * asin(least(1, sqrt(
        power(sin(radians(la2 - la1) / 2), 2)
        + cos(radians(la1)) * cos(radians(la2)) * power(sin(radians(lo2 - lo1) / 2), 2))))
$$;

-- How well an applicant fits a project, 0 to 100. Five parts from 0 to 1, each null where it does
-- not apply, in the weights 40, 20, 15, 15 and 10 of those that apply; without any, no row.
create view oracle.match_scores as
with base as (
    select
        a.project_id,
        a.user_id,
        a.id as application_id,
        p.experience_required_years as required_years,
        up.years_experience as years,
        p.budget_min_cents as budget_min,
        p.budget_max_cents as budget_max,
        a.budget_proposal_cents as proposal,
        (
            select array_agg(distinct lower(btrim(x)))
            from unnest(p.skills_required) x
            where btrim(x) <> ''
        ) as required_skills,
        (
            select array_agg(distinct lower(btrim(x)))
            from unnest(coalesce(up.skills, '{}')) x
        ) as skills,
        (
            select array_agg(distinct lower(btrim(x)))
            from unnest(p.certifications_required) x
            where btrim(x) <> ''
        ) as required_certifications,
        (
            select array_agg(distinct lower(btrim(x)))
            from (
                select unnest(a.certifications_provided) as x
                union all
                select c ->> 'name'
                from jsonb_array_elements(
                    case
                        when jsonb_typeof(up.certifications) = 'array' then up.certifications
                        else '[]'
                    end
                ) c
            ) provided
            where x is not null
        ) as certifications,
        oracle.km(p.latitude, p.longitude, up.latitude, up.longitude) as km
    from projects.applications a
    join projects.projects p on p.id = a.project_id
    left join identity.user_profiles up on up.user_id = a.user_id
),
parts as (
    select
        project_id,
        user_id,
        application_id,
        case
            when cardinality(required_skills) > 0 then
                (
                    select count(*) from unnest(required_skills) x where x = any (skills)
                )::numeric / cardinality(required_skills)
        end as s,
        case
            when cardinality(required_certifications) > 0 then
                (
                    select count(*)
                    from unnest(required_certifications) x
                    where x = any (certifications)
                )::numeric / cardinality(required_certifications)
        end as c,
        case
            when required_years > 0 then least(1, coalesce(years, 0)::numeric / required_years)
        end as e,
        case
            when km is null then null
            when km <= 25 then 1
            when km >= 200 then 0
            else ((200 - km) / 175)::numeric
        end as l,
        case
            when proposal is null or budget_max is null then null
            when budget_max = 0 and proposal > 0 then 0
            when proposal > budget_max then
                greatest(0, 1 - (proposal - budget_max)::numeric / budget_max)
            when budget_min is not null and budget_min > 0 and proposal < budget_min then
                proposal::numeric / budget_min
            else 1
        end as b
    from base
)
select
    project_id,
    user_id,
    application_id,
    round(
        100 * (
            coalesce(.40 * s, 0)
            + coalesce(.20 * c, 0)
            + coalesce(.15 * e, 0)
            + coalesce(.15 * l, 0)
            + coalesce(.10 * b, 0)
        ) / (
            case when s is null then 0 else .40 end
            + case when c is null then 0 else .20 end
            + case when e is null then 0 else .15 end
            + case when l is null then 0 else .15 end
            + case when b is null then 0 else .10 end
        ),
        2
    ) as score,
    round(s, 4) as skills_part,
    round(c, 4) as certifications_part,
    round(e, 4) as experience_part,
    round(l, 4) as location_part,
    round(b, 4) as budget_part
from parts
where num_nonnulls(s, c, e, l, b) > 0;

-- What to recommend to everyone at a moment: published courses a person is not enrolled in, ranked
-- by the share of their enrollments in its category, its rating, its reach and its youth.
create function oracle.course_recommendations(as_of timestamptz, keep int default 10)
returns table (user_id uuid, course_id uuid, score numeric, rank int)
language sql
stable
as $$
    with mine as (
        select e.user_id, c.category_id, count(*) as enrollments
        from learning.enrollments e
        join learning.courses c on c.id = e.course_id
        group by 1, 2
    ),
    totals as (
        select e.user_id, count(*) as enrollments
        from learning.enrollments e
        group by 1
    ),
    scored as (
        select
            u.id as uid,
            c.id as cid,
            round((
                0.4 * coalesce(m.enrollments::numeric / t.enrollments, 0)
                + 0.3 * coalesce(st.average_rating, 0) / 5
                + 0.2 * least(1, log(10::numeric, (st.enrollment_count + 1)::numeric) / 10)
                + 0.1 * exp(-greatest(0, extract(epoch from as_of - c.published_at)) / 86400 / 30)
            )::numeric, 4) as points
        from identity.users u
        cross join learning.courses c
        join oracle.course_statistics st on st.course_id = c.id
        left join totals t on t.user_id = u.id
        left join mine m on m.user_id = u.id and m.category_id = c.category_id
        where u.deleted_at is null
            and c.status = 'published'
            and c.deleted_at is null
            and c.published_at is not null
            and not exists (
                select 1
                from learning.enrollments e
                where e.user_id = u.id and e.course_id = c.id)
    ),
    ranked as (
        select
            uid,
            cid,
            points,
            row_number() over (partition by uid order by points desc, cid)::int as place
        from scored
    )
    select uid, cid, points, place
    from ranked
    where place <= keep
$$;

-- Payouts that do not add up; must be empty.
create view oracle.payout_violations as
select 'amount differs from items' as problem, p.id
from billing.payouts p
where p.status <> 'cancelled'
    and p.amount_cents is distinct from (
        select sum(i.amount_cents)
        from billing.payout_items i
        where i.payout_id = p.id)
union all
select 'item of another practitioner or currency', i.id
from billing.payout_items i
join billing.payouts p on p.id = i.payout_id
where (i.practitioner_id, i.currency) <> (p.practitioner_id, p.currency)
union all
select 'payment item differs from the practitioner amount', i.id
from billing.payout_items i
join billing.payments p on p.id = i.payment_id
where i.refund_id is null and i.amount_cents <> p.practitioner_amount_cents
union all
select 'refund item differs from the share', i.id
from billing.payout_items i
join billing.refunds r on r.id = i.refund_id
where i.amount_cents <> -r.practitioner_share_cents
union all
select 'shares of a payment exceed the practitioner amount', p.id
from billing.payments p
join billing.refunds r on r.payment_id = p.id and r.status = 'succeeded'
where p.practitioner_id is not null
group by p.id
having sum(r.practitioner_share_cents) > p.practitioner_amount_cents
union all
select 'refunds exceed the payment', p.id
from billing.payments p
join billing.refunds r on r.payment_id = p.id and r.status = 'succeeded'
group by p.id
having sum(r.amount_cents) > p.amount_cents;

-- Foreign keys whose first column no whole-table index leads with; must be empty.
create view oracle.foreign_keys_without_index as
select c.conrelid::regclass::text as table_name, c.conname
from pg_constraint c
join pg_class r on r.oid = c.conrelid
join pg_namespace n on n.oid = r.relnamespace
where c.contype = 'f'
    and not r.relispartition
    and n.nspname in (
        'identity', 'projects', 'learning', 'billing', 'wellness', 'engagement', 'content',
        'analytics', 'ops')
    and not exists (
        select 1
        from pg_index i
        where i.indrelid = c.conrelid and i.indpred is null and i.indkey[0] = c.conkey[1]);
