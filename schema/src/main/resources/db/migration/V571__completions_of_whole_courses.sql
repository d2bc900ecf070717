-- A completion stands for a course that was done, not for a course that looked done while its
-- lessons were still being read: the tables decide, of the rows only learner and course count.

-- Takes [{"user_id", "course_id", "as_of"}, ...] and returns how many completions it added. What is
-- there stays as it is, so calling it again changes nothing. Whoever has completed every published
-- lesson gets a completion, as of the last of them. With as_of, the commit that made the stream say
-- so, lessons that were made later do not count: they do not take away what was reached.
-- Holding the enrollments keeps them, and with them the person, from going away in the meantime;
-- whoever is no longer enrolled gets no completion. Locks are taken in one order: no deadlocks.
create or replace function derived.record_course_completions(rows jsonb)
returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    added integer;
begin
    with reached as (
        select r.user_id, r.course_id, min(r.as_of) as as_of
        from jsonb_to_recordset(rows) as r (user_id uuid, course_id uuid, as_of timestamptz)
        group by r.user_id, r.course_id
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
    select e.user_id, e.course_id, done.last_at, least(spent.seconds, 2147483647)
    from reached r
    join enrolled e on e.user_id = r.user_id and e.course_id = r.course_id
    cross join lateral (
        select
            count(*) as lessons,
            count(*) filter (where p.status = 'completed') as completed,
            max(p.completed_at) as last_at
        from learning.lessons l
        left join learning.lesson_progress p on p.lesson_id = l.id and p.user_id = r.user_id
        where l.course_id = r.course_id
            and l.is_published
            and (r.as_of is null or l.created_at <= r.as_of)
    ) as done
    cross join lateral (
        select coalesce(sum(p.total_time_spent_seconds), 0) as seconds
        from learning.lesson_progress p
        join learning.lessons l on l.id = p.lesson_id
        where l.course_id = r.course_id and p.user_id = r.user_id
    ) as spent
    where done.lessons > 0 and done.completed = done.lessons
    order by e.user_id, e.course_id
    on conflict (user_id, course_id) do nothing;
    get diagnostics added = row_count;
    return added;
end
$$;
