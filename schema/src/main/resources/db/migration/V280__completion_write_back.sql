-- The one place where a derived value flows back into a captured table: a learner who has done all
-- published lessons of a course has a completion (rating and review are added there later).

-- Takes [{"user_id", "course_id", "completed_lessons", "completed_at", "total_time_spent_seconds"},
-- ...] and returns how many completions it added. What is there stays as it is, so calling it again
-- changes nothing. The stream may show an end that never was for a moment, when a lesson taken back
-- arrives after one completed later: only who has as many lessons completed in the tables counts.
-- Holding the enrollments keeps them, and with them the person, from going away in the meantime;
-- whoever is no longer enrolled gets no completion. Locks are taken in one order: no deadlocks.
create function derived.record_course_completions(rows jsonb)
returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    added integer;
begin
    with reached as (
        select
            r.user_id,
            r.course_id,
            r.completed_lessons,
            r.completed_at,
            r.total_time_spent_seconds
        from jsonb_to_recordset(rows) as r (
            user_id uuid,
            course_id uuid,
            completed_lessons integer,
            completed_at timestamptz,
            total_time_spent_seconds bigint)
    ),
    enrolled as (
        select e.user_id, e.course_id
        from learning.enrollments e
        where (e.user_id, e.course_id) in (select r.user_id, r.course_id from reached r)
        order by e.user_id, e.course_id
        for key share
    )
    insert into learning.course_completions (
        user_id, course_id, completed_at, total_time_spent_seconds)
    select
        r.user_id,
        r.course_id,
        r.completed_at,
        least(coalesce(r.total_time_spent_seconds, 0), 2147483647)
    from reached r
    join enrolled e on e.user_id = r.user_id and e.course_id = r.course_id
    where coalesce(r.completed_lessons, 0) <= (
        select count(*)
        from learning.lessons l
        join learning.lesson_progress p on p.lesson_id = l.id
        where l.course_id = r.course_id
            and l.is_published
            and p.user_id = r.user_id
            and p.status = 'completed')
    order by r.user_id, r.course_id
    on conflict (user_id, course_id) do nothing;
    get diagnostics added = row_count;
    return added;
end
$$;

comment on function derived.record_course_completions(jsonb) is
    'Adds the completions of the given enrollments that have none; returns how many it added.';

grant execute on function derived.record_course_completions(jsonb) to millrace_writer;
