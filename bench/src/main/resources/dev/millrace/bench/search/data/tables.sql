-- The data set of the search benchmark, made by the database itself and seeded. Sizes come in as
-- settings. Run without triggers and foreign key checks, which would look at each row.

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

select setseed(0.42);

-- The words that searches look for, the first ones more often than the last.
create table bench.word as
select position::int - 1 as place, word
from unnest(array[
    'yoga', 'breathing', 'sleep', 'garden', 'music', 'python', 'anatomy', 'nutrition', 'painting',
    'history', 'chemistry', 'balance', 'massage', 'meditation', 'running', 'writing', 'design',
    'leadership', 'statistics', 'cooking', 'photography', 'language', 'piano', 'budget', 'anxiety',
    'recovery', 'posture', 'climbing', 'weaving', 'carpentry', 'robotics', 'astronomy', 'sailing',
    'negotiation', 'interview', 'teamwork', 'diet', 'migraine', 'pregnancy', 'coaching', 'quick',
    'gentle', 'advanced', 'practical', 'first', 'steady', 'patient', 'clear', 'warm', 'modern',
    'friendly', 'careful', 'useful', 'honest', 'deep', 'broad', 'short', 'long', 'better', 'simple'
]) with ordinality w(word, position);

-- Sentences to make texts of; how they are combined makes each text differ from the others.
create table bench.sentence as
select n as number, initcap(string_agg(w.word, ' ')) || '.' as text
from generate_series(0, 1999) n
cross join lateral (
    select floor(power(random(), 1.5) * 60)::int as place
    from generate_series(1, 10 + n % 5)
) chosen
join bench.word w on w.place = chosen.place
group by n;

alter table bench.sentence add primary key (number);
analyze bench.sentence;

create function bench.title(n bigint)
returns text
language sql
stable
return (
    select initcap(a.word || ' ' || b.word || ' for ' || c.word || ' people ' || n)
    from bench.word a, bench.word b, bench.word c
    where a.place = (n * 7) % 60 and b.place = (n / 60 * 13 + n) % 60 and c.place = 40 + n % 20
);

-- Ways to combine four sentences.
create table bench.text as
select
    n as number,
    a.text || ' ' || b.text || ' ' || c.text as short,
    concat_ws(' ', a.text, b.text, c.text, d.text, e.text, f.text) as long
from generate_series(0, 9999) n
join bench.sentence a on a.number = n % 2000
join bench.sentence b on b.number = (n * 31 + 7) % 2000
join bench.sentence c on c.number = (n / 2000 * 401 + n) % 2000
join bench.sentence d on d.number = (n * 17 + 3) % 2000
join bench.sentence e on e.number = (n * 53 + 11) % 2000
join bench.sentence f on f.number = (n / 7) % 2000;

alter table bench.text add primary key (number);
analyze bench.text;

-- People: practitioners first, then those who write reviews, then those who teach; at the end the
-- one whose name stands in as many courses as the setting says.
insert into identity.users (id, email, display_name)
select bench.id('user', n), 'person' || n || '@example.org', 'Person ' || n
from generate_series(0, bench.size('people')) n;

insert into learning.course_categories (id, name, slug)
select bench.id('category', n), 'Category ' || n, 'category-' || n
from generate_series(0, 19) n;

insert into learning.course_tags (id, name, slug)
select bench.id('tag', n), 'tag ' || n, 'tag-' || n
from generate_series(0, 49) n;

insert into learning.courses (
    id, source_system, title, slug, short_description, description, instructor_id, category_id,
    price_cents, status, published_at)
select
    bench.id('course', n), 'edu7p', bench.title(n), 'course-' || n, s.text, t.long,
    bench.id('user', case when n < bench.size('courses') then n % bench.size('people')
        else bench.size('people') end),
    bench.id('category', n % 20), n % 5 * 1000,
    case when n % 50 = 7 and n < bench.size('courses') then 'draft' else 'published' end::learning.course_status, now()
from generate_series(0, bench.size('courses') + bench.size('children') - 1) n
join bench.sentence s on s.number = n % 2000
join bench.text t on t.number = n % 10000;

insert into learning.course_tag_map (course_id, tag_id)
select bench.id('course', n), bench.id('tag', (n + t * 7) % 50)
from generate_series(0, bench.size('courses') - 1) n, generate_series(0, 1) t;

insert into learning.course_modules (id, course_id, title, order_index, is_published)
select bench.id('module', n), bench.id('course', n), 'Module', 1, true
from generate_series(0, bench.size('courses') - 1) n;

insert into learning.lessons (
    id, course_id, module_id, title, slug, content, order_index, is_published)
select
    bench.id('lesson', n), bench.id('course', n / 4), bench.id('module', n / 4), bench.title(n),
    'lesson-' || n, t.long, 1 + n % 4, true
from generate_series(0, bench.size('courses') * 4 - 1) n
join bench.text t on t.number = (n * 3 + 1) % 10000;

-- One learner a course, who has rated it.
insert into learning.enrollments (id, user_id, course_id)
select bench.id('enrollment', n), bench.id('user', n % bench.size('people')), bench.id('course', n)
from generate_series(0, bench.size('courses') - 1) n;

insert into learning.course_completions (
    id, user_id, course_id, completed_at, total_time_spent_seconds, rating)
select
    bench.id('completion', n), bench.id('user', n % bench.size('people')), bench.id('course', n),
    now(), 3600, 1 + n % 5
from generate_series(0, bench.size('courses') - 1) n;

insert into wellness.specialization_categories (id, name)
values (bench.id('specialization-category', 0), 'Everything');

insert into wellness.specializations (id, category_id, name)
select bench.id('specialization', n), bench.id('specialization-category', 0), w.word
from generate_series(0, 39) n
join bench.word w on w.place = n;

insert into wellness.practitioners (
    id, user_id, bio, languages, years_experience, verification_status, status)
select
    bench.id('practitioner', n), bench.id('user', n), t.short, '{English}', n % 30, 'verified',
    'active'
from generate_series(0, bench.size('practitioners') - 1) n
join bench.text t on t.number = n % 10000;

insert into wellness.practitioner_specializations (id, practitioner_id, specialization_id)
select
    bench.id('practitioner-specialization', n * 2 + s), bench.id('practitioner', n),
    bench.id('specialization', (n + s * 11) % 40)
from generate_series(0, bench.size('practitioners') - 1) n, generate_series(0, 1) s;

insert into wellness.services (id, practitioner_id, name, duration_minutes, price_cents, session_types)
select
    bench.id('service', n), bench.id('practitioner', n), bench.title(n), 60, 5000,
    '{video_call,chat}'
from generate_series(0, bench.size('practitioners') - 1) n;

insert into wellness.practitioner_availability (
    id, practitioner_id, day_of_week, start_time, end_time, timezone)
select
    bench.id('availability', n * 3 + d), bench.id('practitioner', n), (n + d * 2) % 7, '09:00',
    '17:00', 'UTC'
from generate_series(0, bench.size('practitioners') - 1) n, generate_series(0, 2) d;

-- Ten reviews a practitioner.
insert into wellness.booking_registry (id, created_at)
select bench.id('booking', n), now()
from generate_series(0, bench.size('practitioners') * 10 - 1) n;

insert into wellness.reviews (
    id, booking_id, reviewer_id, practitioner_id, rating, title, content, anonymous)
select
    bench.id('review', n), bench.id('booking', n), bench.id('user', (n * 37) % bench.size('people')),
    bench.id('practitioner', n / 10), 1 + n % 5, bench.title(n), t.short, n % 4 = 0
from generate_series(0, bench.size('practitioners') * 10 - 1) n
join bench.text t on t.number = (n * 7 + 2) % 10000;

insert into wellness.review_helpfulness (id, review_id, user_id, helpful)
select
    bench.id('vote', n), bench.id('review', n), bench.id('user', n % bench.size('people')), true
from generate_series(0, bench.size('practitioners') * 5 - 1) n;

-- What the other indexer looks for changes by; ours needs none of these.
create index on learning.courses (updated_at, id);
create index on learning.lessons (updated_at, id);
create index on wellness.practitioners (updated_at, id);
create index on wellness.reviews (updated_at, id);
