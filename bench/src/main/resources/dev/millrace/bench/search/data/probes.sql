-- Rows whose documents tell how far an indexer is: each probe sets the next number in one of them,
-- and the number can be read from the document.

insert into identity.users (id, email, display_name)
select bench.id('probe-user', n), 'probe' || n || '@example.org', 'Probe 0'
from generate_series(0, bench.size('probes') - 1) n;

insert into learning.courses (id, source_system, title, slug, instructor_name, status)
select bench.id('probe-course', n), 'edu7p', 'Probe 0', 'probe-' || n, 'Nobody', 'published'
from generate_series(0, bench.size('probes') - 1) n;

insert into learning.course_modules (id, course_id, title, order_index, is_published)
select bench.id('probe-module', n), bench.id('probe-course', n), 'Module', 1, true
from generate_series(0, bench.size('probes') - 1) n;

insert into learning.lessons (id, course_id, module_id, title, slug, order_index, is_published)
select
    bench.id('probe-lesson', n), bench.id('probe-course', n), bench.id('probe-module', n),
    'Probe 0', 'lesson', 1, true
from generate_series(0, bench.size('probes') - 1) n;

insert into wellness.practitioners (id, user_id, bio, verification_status, status)
select bench.id('probe-practitioner', n), bench.id('probe-user', n), 'Probe', 'verified', 'active'
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
