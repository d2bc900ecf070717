-- What one of the merged systems' documents has triggers for: the number of enrollments of a course,
-- counted anew at every change of an enrollment; the last access, written to the enrollment at every
-- change of progress; the progress, counted anew when a lesson is updated to completed, and the
-- completion of a course. Enrollments have the last access; number and progress, which the merged
-- model keeps nowhere else, are in tables beside.

create table bench.course_count (
    course_id        uuid primary key,
    enrollment_count integer not null
);

create table bench.enrollment_progress (
    user_id             uuid,
    course_id           uuid,
    progress_percentage numeric(5, 2) not null,
    primary key (user_id, course_id)
);

create view bench.triggers_course_statistics as
select c.id as course_id, coalesce(n.enrollment_count, 0) as enrollment_count
from learning.courses c
left join bench.course_count n on n.course_id = c.id
where c.deleted_at is null;

create view bench.triggers_course_progress as
select
    e.user_id, e.course_id, coalesce(p.progress_percentage, 0.00)::numeric(5, 2)
        as progress_percentage,
    e.last_accessed_at
from learning.enrollments e
left join bench.enrollment_progress p using (user_id, course_id);

create function bench.update_course_stats()
returns trigger
language plpgsql
as $$
declare
    course uuid := coalesce(new.course_id, old.course_id);
begin
    insert into bench.course_count (course_id, enrollment_count)
    values (course, (select count(*) from learning.enrollments where course_id = course))
    on conflict (course_id) do update set enrollment_count = excluded.enrollment_count;
    return null;
end
$$;

create function bench.update_user_last_access()
returns trigger
language plpgsql
as $$
begin
    update learning.enrollments
    set last_accessed_at = new.last_accessed_at
    where user_id = new.user_id
        and course_id = (select course_id from learning.lessons where id = new.lesson_id);
    return null;
end
$$;

create function bench.calculate_course_progress()
returns trigger
language plpgsql
as $$
declare
    course uuid;
    lessons integer;
    done integer;
begin
    if new.status <> 'completed' or old.status = 'completed' then
        return null;
    end if;
    select course_id into course from learning.lessons where id = new.lesson_id;
    select count(*) into lessons from learning.lessons where course_id = course;
    select count(*) into done
    from learning.lesson_progress p
    join learning.lessons l on l.id = p.lesson_id
    where p.user_id = new.user_id and l.course_id = course and p.status = 'completed';
    insert into bench.enrollment_progress (user_id, course_id, progress_percentage)
    values (new.user_id, course, trunc(100.0 * done / lessons, 2))
    on conflict (user_id, course_id)
        do update set progress_percentage = excluded.progress_percentage;
    if done = lessons then
        insert into learning.course_completions (user_id, course_id)
        values (new.user_id, course)
        on conflict (user_id, course_id) do nothing;
    end if;
    return null;
end
$$;

create trigger update_course_stats
    after insert or update or delete on learning.enrollments
    for each row execute function bench.update_course_stats();
create trigger update_user_last_access
    after insert or update on learning.lesson_progress
    for each row execute function bench.update_user_last_access();
create trigger calculate_course_progress
    after update on learning.lesson_progress
    for each row execute function bench.calculate_course_progress();
