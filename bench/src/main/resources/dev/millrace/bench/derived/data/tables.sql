-- The data set of the derived benchmark, made by the database itself, seeded, skewed as use is: a
-- thing of rank k is chosen about 1/k as often as the first (Zipf). Sizes come in as settings.
-- Run without triggers and foreign key checks, which would look at each of millions of rows.

create schema if not exists bench;

-- The n-th thing of a kind. Spread like random identifiers, yet known to whoever knows its number.
create function bench.id(kind text, n bigint)
returns uuid
language sql
immutable
parallel safe
return md5(kind || ':' || n)::uuid;

create function bench.size(name text)
returns bigint
language sql
stable
return current_setting('bench.' || name)::bigint;

-- A rank from 0 to n - 1, chosen as Zipf says.
create function bench.zipf(n bigint)
returns bigint
language sql
volatile
return least(n - 1, floor(exp(random() * ln((n + 1)::float8)))::bigint - 1);

select setseed(0.42);

insert into identity.users (id, email, display_name)
select bench.id('user', n), 'person' || n || '@example.org', 'Person ' || n
from generate_series(0, bench.size('people') - 1) n;

insert into identity.user_profiles (user_id, skills, years_experience, latitude, longitude)
select
    bench.id('user', n),
    array[
        'skill' || bench.zipf(40), 'skill' || bench.zipf(40), 'skill' || bench.zipf(40),
        'skill' || bench.zipf(40)],
    floor(random() * 25),
    round((32 + random() * 8)::numeric, 6),
    round((-120 + random() * 40)::numeric, 6)
from generate_series(0, bench.size('people') - 1) n;

insert into learning.courses (
    id, source_system, title, slug, instructor_name, price_cents, status, published_at)
select
    bench.id('course', n), 'edu7p', 'Course ' || n, 'course-' || n, 'Instructor ' || n % 97, 4900,
    'published', now()
from generate_series(0, bench.size('courses') - 1) n;

insert into learning.course_modules (id, course_id, title, order_index, is_published)
select bench.id('module', n * 3 + m), bench.id('course', n), 'Module ' || m + 1, m + 1, true
from generate_series(0, bench.size('courses') - 1) n, generate_series(0, 2) m;

-- Nine to fifteen lessons a course; one of its first ten courses has a lesson that is not published.
insert into learning.lessons (
    id, course_id, module_id, title, slug, order_index, is_published)
select
    bench.id('lesson', n * 16 + l), bench.id('course', n), bench.id('module', n * 3 + l % 3),
    'Lesson ' || l + 1, 'lesson-' || l + 1, l / 3 + 1, not (n % 10 = 3 and l = 8)
from generate_series(0, bench.size('courses') - 1) n,
    lateral generate_series(0, 8 + n % 7) l;

-- More pairs than are wanted, because popular ones come twice.
create temporary table chosen as
select u, c
from (
    select distinct
        floor(power(random(), 1.6) * bench.size('people'))::bigint as u,
        bench.zipf(bench.size('courses')) as c
    from generate_series(1, bench.size('enrollments') * 3)
) pairs
limit bench.size('enrollments');

create temporary table studied as
select
    u,
    c,
    1 + floor(power(random(), 1.9) * (9 + c % 7))::int as lessons,
    random() < 0.5 as last_done,
    now() - random() * interval '300 days' as at
from chosen;

insert into learning.enrollments (id, user_id, course_id, status, enrolled_at)
select
    bench.id('enrollment', row_number() over ()), bench.id('user', u), bench.id('course', c),
    case when random() < 0.9 then 'active' else 'cancelled' end::learning.enrollment_status, at
from studied;

insert into learning.lesson_progress (
    user_id, lesson_id, status, progress_percentage, total_time_spent_seconds, started_at,
    completed_at, last_accessed_at)
select
    bench.id('user', s.u) as user_id,
    bench.id('lesson', s.c * 16 + l) as lesson_id,
    case when d.done then 'completed' else 'in_progress' end::learning.progress_status,
    case when d.done then 100 else 40 end,
    60 + (s.u + l * 37) % 900,
    s.at,
    case when d.done then s.at + l * interval '1 hour' end,
    s.at + l * interval '1 hour'
from studied s,
    lateral generate_series(0, s.lessons - 1) l,
    lateral (select l < s.lessons - 1 or s.last_done as done) d
order by 1, 2;

-- Whoever has done every published lesson has a completion, as the pipeline would have written it.
insert into learning.course_completions (
    id, user_id, course_id, completed_at, total_time_spent_seconds, rating, would_recommend)
select
    bench.id('completion', row_number() over ()), user_id, course_id, completed_at,
    total_time_spent_seconds,
    case when random() < 0.6 then 1 + floor(sqrt(random()) * 5) end,
    random() < 0.7
from oracle.course_progress
where completed_at is not null;

-- No table that a store is made from is empty: Flink CDC stands still in the copy of an empty one
-- until something is written to it, and every join behind it with it.
insert into learning.assessments (id, course_id, title, is_published)
select bench.id('assessment', n), bench.id('course', n), 'Assessment', n % 4 <> 0
from generate_series(0, bench.size('courses') - 1) n;

insert into learning.user_notes (id, user_id, lesson_id, content)
select bench.id('note', row_number() over ()), bench.id('user', u), bench.id('lesson', c * 16), 'Note'
from studied
where (u + c) % 20 = 1;

insert into learning.user_bookmarks (id, user_id, lesson_id)
select bench.id('bookmark', row_number() over ()), bench.id('user', u), bench.id('lesson', c * 16)
from studied
where (u + c) % 20 = 2;

create temporary table bought as
select n, u, c, n = 1 or random() < 0.95 as done, n = 1 or random() < 0.05 as given_back
from (select row_number() over () as n, u, c from studied where (u + c) % 5 = 0) purchases;

insert into billing.payments (
    id, source_system, user_id, amount_cents, payment_type, status, processed_at)
select
    bench.id('payment', n), 'edu7p', bench.id('user', u), 4900, 'course',
    case when given_back then 'partially_refunded' else 'succeeded' end::billing.payment_status,
    now()
from bought
where done;

insert into billing.course_purchases (id, user_id, course_id, amount_cents, status, payment_id)
select
    bench.id('purchase', n), bench.id('user', u), bench.id('course', c), 4900,
    case when done then 'completed' else 'pending' end::billing.purchase_status,
    case when done then bench.id('payment', n) end
from bought;

insert into billing.refunds (
    id, payment_id, amount_cents, reason, status, processed_at, requested_by)
select
    bench.id('refund', n), bench.id('payment', n), 1000, 'customer_request', 'succeeded', now(),
    bench.id('user', u)
from bought
where done and given_back;

-- One project in eight is published, the others are over.
insert into projects.projects (
    id, title, description, category, skills_required, experience_required_years, latitude,
    longitude, budget_min_cents, budget_max_cents, max_applications, status)
select
    bench.id('project', n), 'Project ' || n, 'What is to be done in project ' || n, 'supply',
    array['skill' || bench.zipf(40), 'skill' || bench.zipf(40), 'skill' || bench.zipf(40)],
    floor(random() * 8),
    round((32 + random() * 8)::numeric, 6),
    round((-120 + random() * 40)::numeric, 6),
    1000000, 3000000, 500,
    case when n % 8 = 0 then 'published' else 'closed' end::projects.project_status
from generate_series(0, bench.size('projects') - 1) n;

insert into projects.applications (
    id, project_id, user_id, proposal, experience_description, timeline_description,
    budget_proposal_cents, status)
select
    bench.id('application', row_number() over ()), bench.id('project', p), bench.id('user', u),
    'Our proposal', 'Our experience', 'Our timeline', 1000000 + floor(random() * 3000000),
    (array['pending', 'under_review', 'accepted', 'rejected', 'withdrawn'])[1 + floor(random() * 5)]
        ::projects.application_status
from (
    select distinct
        bench.zipf(bench.size('projects')) as p,
        floor(random() * bench.size('people'))::bigint as u
    from generate_series(1, bench.size('applications') * 2)
    limit bench.size('applications')
) pairs;

insert into wellness.practitioners (id, user_id, bio)
select bench.id('practitioner', n), bench.id('user', n), 'Practises'
from generate_series(0, bench.size('practitioners') - 1) n;

create temporary table held as
select n, bench.zipf(bench.size('practitioners')) as p, random() as chance
from generate_series(1, bench.size('bookings')) n;

insert into wellness.booking_registry (id, created_at)
select bench.id('booking', n), date_trunc('day', now())
from held;

insert into wellness.bookings (
    id, kind, user_id, practitioner_id, scheduled_at, ends_at, duration_minutes, session_type,
    status, created_at)
select
    bench.id('booking', n), 'consultation', bench.id('user', n % bench.size('people')),
    bench.id('practitioner', p), now(), now() + interval '1 hour', 60, 'video_call',
    case
        when chance < 0.8 then 'completed' when chance < 0.9 then 'no_show' else 'confirmed'
    end::wellness.booking_status,
    date_trunc('day', now())
from held;

insert into wellness.reviews (id, booking_id, reviewer_id, practitioner_id, rating, status)
select
    bench.id('review', n), bench.id('booking', n), bench.id('user', n % bench.size('people')),
    bench.id('practitioner', p), 1 + floor(sqrt(random()) * 5),
    case when random() < 0.95 then 'published' else 'hidden' end::wellness.review_status
from held
where chance < 0.8;

-- The production model, without which no match is scored.
insert into analytics.ai_models (id, name, version, model_type, config, is_active, is_production)
values (
    bench.id('model', 1), 'matching', '1', 'matching',
    '{"weights": {"skills": 0.40, "certifications": 0.20, "experience": 0.15, "location": 0.15, "budget": 0.10}}',
    true, true);
