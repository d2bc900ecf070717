-- Four derived tables as continuous queries. Each source is a table of PostgreSQL, read by Flink CDC
-- over a slot of its own: first a copy, then the log. ${source TABLE} and ${sink STORE} stand for
-- the connector's options. Partitioned tables are read by their partitions.

create table courses (
    id string, currency string, deleted_at timestamp_ltz(6), primary key (id) not enforced
) with (${source learning.courses});

create table course_modules (
    id string, course_id string, is_published boolean, primary key (id) not enforced
) with (${source learning.course_modules});

create table lessons (
    id string, course_id string, is_published boolean, primary key (id) not enforced
) with (${source learning.lessons});

create table assessments (
    id string, course_id string, is_published boolean, primary key (id) not enforced
) with (${source learning.assessments});

create table enrollments (
    id string, user_id string, course_id string, status string, primary key (id) not enforced
) with (${source learning.enrollments upsert});

create table lesson_progress (
    user_id string, lesson_id string, status string, total_time_spent_seconds int,
    completed_at timestamp_ltz(6), last_accessed_at timestamp_ltz(6),
    primary key (user_id, lesson_id) not enforced
) with (${source learning.lesson_progress_h[0-9]+ upsert});

create table course_completions (
    id string, user_id string, course_id string, rating smallint, would_recommend boolean,
    primary key (id) not enforced
) with (${source learning.course_completions});

create table user_notes (
    id string, user_id string, lesson_id string, primary key (id) not enforced
) with (${source learning.user_notes});

create table user_bookmarks (
    id string, user_id string, lesson_id string, primary key (id) not enforced
) with (${source learning.user_bookmarks});

create table course_purchases (
    id string, course_id string, amount_cents bigint, currency string, status string,
    payment_id string, primary key (id) not enforced
) with (${source billing.course_purchases});

create table refunds (
    id string, payment_id string, amount_cents bigint, status string, primary key (id) not enforced
) with (${source billing.refunds});

create table projects (
    id string, max_applications int, deleted_at timestamp_ltz(6), primary key (id) not enforced
) with (${source projects.projects});

create table applications (
    id string, project_id string, status string, primary key (id) not enforced
) with (${source projects.applications});

create table practitioners (
    id string, primary key (id) not enforced
) with (${source wellness.practitioners});

create table reviews (
    id string, practitioner_id string, rating smallint, status string,
    primary key (id) not enforced
) with (${source wellness.reviews});

create table bookings (
    id string, created_at timestamp_ltz(6), practitioner_id string, status string,
    primary key (id, created_at) not enforced
) with (${source wellness.bookings_y[0-9]+m[0-9]+});

create table course_progress_sink (
    user_id string, course_id string, total_lessons int, completed_lessons int,
    progress_percentage decimal(5, 2), total_time_spent_seconds bigint, notes_count int,
    bookmarks_count int, last_accessed_at string, completed_at string,
    primary key (user_id, course_id) not enforced
) with (${sink course_progress});

create table course_statistics_sink (
    course_id string, enrollment_count int, active_enrollment_count int, completion_count int,
    completion_rate decimal(5, 2), avg_progress_percentage decimal(5, 2), rating_count int,
    rating_sum bigint, average_rating decimal(3, 2), recommend_count int, purchase_count int,
    gross_revenue_cents bigint, refunded_cents bigint, net_revenue_cents bigint, currency string,
    module_count int, lesson_count int, assessment_count int, primary key (course_id) not enforced
) with (${sink course_statistics});

create table practitioner_stats_sink (
    practitioner_id string, rating_count int, rating_sum bigint, average_rating decimal(3, 2),
    total_sessions int, no_show_count int, primary key (practitioner_id) not enforced
) with (${sink practitioner_stats});

create table project_statistics_sink (
    project_id string, application_count int, pending_count int, accepted_count int,
    remaining_slots int, primary key (project_id) not enforced
) with (${sink project_statistics});

create temporary view published as
select course_id, cast(count(*) as int) as total
from lessons
where is_published
group by course_id;

create temporary view done as
select
    lp.user_id,
    l.course_id,
    cast(count(*) filter (where lp.status = 'completed' and l.is_published) as int) as lessons,
    sum(cast(lp.total_time_spent_seconds as bigint)) as seconds,
    max(lp.last_accessed_at) as last_at,
    max(lp.completed_at)
        filter (where lp.status = 'completed' and l.is_published) as last_completed_at
from lesson_progress lp
join lessons l on l.id = lp.lesson_id
group by lp.user_id, l.course_id;

create temporary view notes as
select n.user_id, l.course_id, cast(count(*) as int) as notes
from user_notes n
join lessons l on l.id = n.lesson_id
group by n.user_id, l.course_id;

create temporary view bookmarks as
select b.user_id, l.course_id, cast(count(*) as int) as bookmarks
from user_bookmarks b
join lessons l on l.id = b.lesson_id
group by b.user_id, l.course_id;

create temporary view course_progress as
select
    e.id as enrollment_id,
    e.status as enrollment_status,
    e.user_id,
    e.course_id,
    coalesce(p.total, 0) as total_lessons,
    coalesce(d.lessons, 0) as completed_lessons,
    cast(
        case
            when coalesce(p.total, 0) = 0 then cast(0 as decimal(7, 2))
            else cast(10000 * coalesce(d.lessons, 0) / p.total as decimal(7, 2)) / 100
        end as decimal(5, 2)) as progress_percentage,
    coalesce(d.seconds, cast(0 as bigint)) as total_time_spent_seconds,
    coalesce(n.notes, 0) as notes_count,
    coalesce(b.bookmarks, 0) as bookmarks_count,
    d.last_at as last_accessed_at,
    case when p.total > 0 and d.lessons = p.total then d.last_completed_at end as completed_at
from enrollments e
left join published p on p.course_id = e.course_id
left join done d on d.user_id = e.user_id and d.course_id = e.course_id
left join notes n on n.user_id = e.user_id and n.course_id = e.course_id
left join bookmarks b on b.user_id = e.user_id and b.course_id = e.course_id;

create temporary view enrolled as
select
    p.course_id,
    cast(count(*) as int) as enrollments,
    cast(count(*) filter (where p.enrollment_status = 'active') as int) as active,
    cast(count(cc.id) as int) as completed,
    sum(p.progress_percentage) as progress_sum
from course_progress p
left join course_completions cc on cc.user_id = p.user_id and cc.course_id = p.course_id
group by p.course_id;

create temporary view completions as
select
    course_id,
    cast(count(*) as int) as completions,
    cast(count(rating) as int) as ratings,
    sum(cast(rating as bigint)) as rating_sum,
    cast(count(*) filter (where would_recommend) as int) as recommends
from course_completions
group by course_id;

create temporary view refunded as
select payment_id, sum(amount_cents) as cents
from refunds
where status = 'succeeded'
group by payment_id;

create temporary view purchases as
select
    x.course_id,
    cast(count(*) filter (where x.status = 'completed') as int) as purchases,
    sum(x.amount_cents) filter (where x.status in ('completed', 'refunded')) as gross,
    sum(
        case
            when x.status = 'refunded' then x.amount_cents
            when x.status = 'completed' then coalesce(r.cents, cast(0 as bigint))
        end) as refunded
from course_purchases x
join courses c on c.id = x.course_id and c.currency = x.currency
left join refunded r on r.payment_id = x.payment_id
group by x.course_id;

create temporary view module_counts as
select course_id, cast(count(*) as int) as module_count
from course_modules
where is_published
group by course_id;

create temporary view assessment_counts as
select course_id, cast(count(*) as int) as assessments
from assessments
where is_published
group by course_id;

create temporary view ratings as
select
    practitioner_id,
    cast(count(*) as int) as ratings,
    sum(cast(rating as bigint)) as rating_sum
from reviews
where status = 'published'
group by practitioner_id;

create temporary view sessions as
select
    practitioner_id,
    cast(count(*) filter (where status = 'completed') as int) as completed,
    cast(count(*) filter (where status = 'no_show') as int) as no_shows
from bookings
group by practitioner_id;

create temporary view open_applications as
select
    project_id,
    cast(count(*) as int) as applications,
    cast(count(*) filter (where status = 'pending') as int) as pending,
    cast(count(*) filter (where status = 'accepted') as int) as accepted
from applications
where status <> 'withdrawn'
group by project_id;

insert into course_progress_sink
select
    user_id, course_id, total_lessons, completed_lessons, progress_percentage,
    total_time_spent_seconds, notes_count, bookmarks_count, cast(last_accessed_at as string),
    cast(completed_at as string)
from course_progress;

insert into course_statistics_sink
select
    c.id,
    coalesce(e.enrollments, 0),
    coalesce(e.active, 0),
    coalesce(k.completions, 0),
    cast(round(cast(100 * e.completed as decimal(12, 2)) / e.enrollments, 2) as decimal(5, 2)),
    cast(round(cast(e.progress_sum as decimal(20, 2)) / e.enrollments, 2) as decimal(5, 2)),
    coalesce(k.ratings, 0),
    coalesce(k.rating_sum, cast(0 as bigint)),
    cast(
        case
            when k.ratings > 0 then round(cast(k.rating_sum as decimal(12, 2)) / k.ratings, 2)
        end as decimal(3, 2)),
    coalesce(k.recommends, 0),
    coalesce(p.purchases, 0),
    coalesce(p.gross, cast(0 as bigint)),
    coalesce(p.refunded, cast(0 as bigint)),
    coalesce(p.gross, cast(0 as bigint)) - coalesce(p.refunded, cast(0 as bigint)),
    c.currency,
    coalesce(m.module_count, 0),
    coalesce(l.total, 0),
    coalesce(a.assessments, 0)
from courses c
left join enrolled e on e.course_id = c.id
left join completions k on k.course_id = c.id
left join purchases p on p.course_id = c.id
left join module_counts m on m.course_id = c.id
left join published l on l.course_id = c.id
left join assessment_counts a on a.course_id = c.id
where c.deleted_at is null;

insert into practitioner_stats_sink
select
    p.id,
    coalesce(r.ratings, 0),
    coalesce(r.rating_sum, cast(0 as bigint)),
    cast(round(cast(r.rating_sum as decimal(12, 2)) / r.ratings, 2) as decimal(3, 2)),
    coalesce(s.completed, 0),
    coalesce(s.no_shows, 0)
from practitioners p
left join ratings r on r.practitioner_id = p.id
left join sessions s on s.practitioner_id = p.id;

insert into project_statistics_sink
select
    p.id,
    coalesce(a.applications, 0),
    coalesce(a.pending, 0),
    coalesce(a.accepted, 0),
    case
        when p.max_applications is null then cast(null as int)
        when p.max_applications > coalesce(a.applications, 0)
            then p.max_applications - coalesce(a.applications, 0)
        else 0
    end
from projects p
left join open_applications a on a.project_id = p.id
where p.deleted_at is null;
