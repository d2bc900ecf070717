-- Rows whose derived values tell how far a solution is: each probe sets the next number in one of
-- them, and the number can be read from the derived row.

insert into identity.users (id, email, display_name)
select bench.id('probe-user', n), 'probe' || n || '@example.org', 'Probe ' || n
from generate_series(0, bench.size('probes') - 1) n;

insert into learning.courses (id, source_system, title, slug, instructor_name, status)
select bench.id('probe-course', n), 'edu7p', 'Probe ' || n, 'probe-' || n, 'Nobody', 'published'
from generate_series(0, bench.size('probes') - 1) n;

insert into learning.course_modules (id, course_id, title, order_index, is_published)
select bench.id('probe-module', n), bench.id('probe-course', n), 'Module', 1, true
from generate_series(0, bench.size('probes') - 1) n;

insert into learning.lessons (id, course_id, module_id, title, slug, order_index, is_published)
select
    bench.id('probe-lesson', n), bench.id('probe-course', n), bench.id('probe-module', n), 'Lesson',
    'lesson', 1, true
from generate_series(0, bench.size('probes') - 1) n;

insert into learning.enrollments (id, user_id, course_id)
select bench.id('probe-enrollment', n), bench.id('probe-user', n), bench.id('probe-course', n)
from generate_series(0, bench.size('probes') - 1) n;

insert into learning.lesson_progress (user_id, lesson_id, status, last_accessed_at)
select bench.id('probe-user', n), bench.id('probe-lesson', n), 'in_progress', to_timestamp(0)
from generate_series(0, bench.size('probes') - 1) n;

insert into billing.course_purchases (id, user_id, course_id, amount_cents, status)
select
    bench.id('probe-purchase', n), bench.id('probe-user', n), bench.id('probe-course', n), 0,
    'completed'
from generate_series(0, bench.size('probes') - 1) n;

insert into projects.projects (id, title, description, category, max_applications, status)
select bench.id('probe-project', n), 'Probe ' || n, 'Probe', 'other', null, 'draft'
from generate_series(0, bench.size('probes') - 1) n;

insert into wellness.practitioners (id, user_id, bio)
select bench.id('probe-practitioner', n), bench.id('probe-user', n), 'Probe'
from generate_series(0, bench.size('probes') - 1) n;

-- Hidden reviews in stock: the probe publishes the next one.
insert into wellness.booking_registry (id, created_at)
select bench.id('probe-booking', n * 1000 + r), now()
from generate_series(0, bench.size('probes') - 1) n, generate_series(1, 999) r;

insert into wellness.reviews (id, booking_id, reviewer_id, practitioner_id, rating, status)
select
    bench.id('probe-review', n * 1000 + r), bench.id('probe-booking', n * 1000 + r),
    bench.id('probe-user', n), bench.id('probe-practitioner', n), 5, 'hidden'
from generate_series(0, bench.size('probes') - 1) n, generate_series(1, 999) r;

-- How a probe of this number is found in a derived table.
create table bench.probe as
select
    n::int as probe,
    bench.id('probe-user', n) as user_id,
    bench.id('probe-course', n) as course_id,
    bench.id('probe-practitioner', n) as practitioner_id,
    bench.id('probe-project', n) as project_id
from generate_series(0, bench.size('probes') - 1) n;
