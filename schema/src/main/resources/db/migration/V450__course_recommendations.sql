-- What a person is recommended (V20): how new lists are asked for through the pipeline, what lists
-- should hold, what breaks a rule whatever the moment, and how the application reads them.

-- One row a person, whose change makes the pipeline compute the list anew, as of the commit of that
-- change. Asking again changes the row: a topic keeps one record a person however often that is.
create table learning.recommendation_refreshes (
    user_id  uuid primary key references identity.users (id) on delete cascade,
    asked_at timestamptz not null default now()
);

comment on table learning.recommendation_refreshes is
    'Who was last given new recommendations on request: ask through '
    'learning.refresh_recommendations.';
comment on column learning.recommendation_refreshes.asked_at is
    'When the transaction began that asked; the list is as of its commit.';

-- Owned by the migrations' role, so that those who may ask need not touch the table. Rows are taken
-- in one order, against deadlocks; a person who is being deleted is passed by.
create function learning.refresh_recommendations(people uuid[] default null)
returns bigint
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    with asked as (
        insert into learning.recommendation_refreshes as r (user_id)
        select u.id
        from (
            select id
            from identity.users
            where deleted_at is null and (people is null or id = any (people))
            order by id
            for key share
        ) u
        on conflict (user_id) do update set asked_at = excluded.asked_at
        returning 1
    )
    select count(*) from asked
$$;

comment on function learning.refresh_recommendations(uuid[]) is
    'Asks for new recommendations for these people, or for everybody who is not deleted when '
    'people is null; gives their number. They arrive in derived.course_recommendations as of the '
    'commit of the asking transaction.';

grant execute on function learning.refresh_recommendations(uuid[])
    to millrace_app_service, millrace_batch, millrace_operator;
grant usage on schema learning to millrace_operator;
grant select, insert, update, delete on learning.recommendation_refreshes to millrace_app_service;
grant select on learning.recommendation_refreshes to millrace_batch;

-- Captured: what V270 does for each table. Two columns of fixed length, so the key is enough.
alter publication millrace add table learning.recommendation_refreshes;
grant select on learning.recommendation_refreshes to millrace_capture;
create trigger refuse_truncate before truncate on learning.recommendation_refreshes
    for each statement execute function ops.refuse_truncate();

comment on table derived.course_recommendations is
    'Up to ten published courses a person is not enrolled in, best first (V20). A list is as of '
    'one moment: the person''s last enrollment or its end, the last time that new lists were asked '
    'for, or a listed course''s end. In between its scores stand still: ratings, reach and age of '
    'courses go on, and a course that is published later waits for the next list. Rows of one list '
    'may arrive in two steps.';
comment on column derived.course_recommendations.computed_at is
    'The moment for which the whole list was made: a commit time of the source tables.';

-- What the lists should hold if nothing but the clock had moved since each was made: the formula of
-- the function of the same name, each person as of the moment of their own list. Equal to the table
-- once new lists were asked for and everything has drained. Everybody against every course: for
-- checks.
create view oracle.course_recommendations as
with moments as (
    select user_id, max(computed_at) as computed_at
    from derived.course_recommendations
    group by user_id
),
mine as (
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
        u.id as user_id,
        c.id as course_id,
        round((
            0.4 * coalesce(m.enrollments::numeric / t.enrollments, 0)
            + 0.3 * coalesce(st.average_rating, 0) / 5
            + 0.2 * least(1, log(10::numeric, (st.enrollment_count + 1)::numeric) / 10)
            + 0.1 * exp(
                -greatest(
                    0,
                    extract(
                        epoch from coalesce(greatest(l.computed_at, r.asked_at), now())
                            - c.published_at))
                / 86400 / 30)
        )::numeric, 4) as score
    from identity.users u
    left join moments l on l.user_id = u.id
    left join learning.recommendation_refreshes r on r.user_id = u.id
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
        user_id,
        course_id,
        score,
        row_number() over (partition by user_id order by score desc, course_id)::int as rank
    from scored
)
select user_id, course_id, score, rank
from ranked
where rank <= 10;

-- What no list may show at any moment, for checks beside the traffic: must be empty once the store
-- holds what the source tables hold. One row a course of a list, with the first rule it breaks; a
-- list that is too short has one under the nil course. A score can be recomputed when all that it
-- follows from stood still for a minute before it was made, longer than any stage is behind while
-- things are well, in a list of a person for whom one was asked: what a first build makes on its way
-- waits for that.
create view oracle.course_recommendation_faults as
with lists as materialized (
    select
        l.*,
        row_number() over (
            partition by l.user_id order by l.score desc, l.course_id) as place,
        max(l.computed_at) over (partition by l.user_id) as list_of
    from derived.course_recommendations l
),
offers as materialized (
    select
        c.id,
        c.category_id,
        c.published_at,
        c.status = 'published' and c.deleted_at is null and c.published_at is not null as open,
        greatest(c.updated_at, st.updated_at) + interval '1 minute' as settled_at,
        0.3 * coalesce(st.average_rating, 0) / 5
            + 0.2 * least(
                1, log(10::numeric, (coalesce(st.enrollment_count, 0) + 1)::numeric) / 10) as merit
    from learning.courses c
    left join derived.course_statistics st on st.course_id = c.id
),
shares as (
    select
        e.user_id,
        o.category_id,
        count(*)::numeric / sum(count(*)) over (partition by e.user_id) as share,
        max(max(o.settled_at)) over (partition by e.user_id) as settled_at
    from learning.enrollments e
    join offers o on o.id = e.course_id
    group by 1, 2
),
settled as (
    select user_id, max(settled_at) as settled_at from shares group by 1
),
judged as (
    select
        l.user_id,
        l.course_id,
        case
            when u.id is null or u.deleted_at is not null then 'a list for nobody'
            when o.id is null or not o.open then 'a course that is not on offer'
            when e.user_id is not null then 'a course the person is enrolled in'
            when l.computed_at <> l.list_of then 'of another moment than the rest of its list'
            when l.place > 10 then 'more than ten courses'
            when l.rank <> l.place then 'a rank that does not follow from the scores'
            when l.computed_at >= r.asked_at
                and l.computed_at >= o.settled_at
                and l.computed_at >= coalesce(s.settled_at, '-infinity')
                and l.score <> round(
                    0.4 * coalesce(m.share, 0)
                    + o.merit
                    + 0.1 * exp(
                        -greatest(0, extract(epoch from l.computed_at - o.published_at))
                        / 86400 / 30),
                    4)
                then 'a score that does not follow from what it is made of'
        end as problem
    from lists l
    left join identity.users u on u.id = l.user_id
    left join offers o on o.id = l.course_id
    left join learning.enrollments e on e.user_id = l.user_id and e.course_id = l.course_id
    left join learning.recommendation_refreshes r on r.user_id = l.user_id
    left join settled s on s.user_id = l.user_id
    left join shares m on m.user_id = l.user_id and m.category_id = o.category_id
),
lengths as (
    select
        r.user_id,
        count(l.course_id) as courses,
        greatest(r.asked_at, max(l.computed_at)) as list_of
    from learning.recommendation_refreshes r
    join identity.users u on u.id = r.user_id and u.deleted_at is null
    left join lists l on l.user_id = r.user_id
    group by r.user_id, r.asked_at
)
select user_id, course_id, problem
from judged
where problem is not null
union all
select
    n.user_id,
    '00000000-0000-0000-0000-000000000000'::uuid,
    'fewer courses than there were to list'
from lengths n
where n.courses < 10
    and n.courses < (
        select count(*)
        from offers o
        where o.open
            and o.settled_at <= n.list_of
            and not exists (
                select 1
                from learning.enrollments e
                where e.user_id = n.user_id and e.course_id = o.id));

-- For the application: only what may be shown now. A course that was closed, or enrolled in, since
-- the list was made is left out at once, and the ranks close up.
create view learning.recommended_courses with (security_invoker = true) as
select
    r.user_id,
    r.course_id,
    c.title,
    c.slug,
    c.category_id,
    c.difficulty,
    c.price_cents,
    c.currency,
    r.score,
    row_number() over (partition by r.user_id order by r.rank)::int as rank,
    r.computed_at
from derived.course_recommendations r
join learning.courses c on c.id = r.course_id
where c.status = 'published'
    and c.deleted_at is null
    and not exists (
        select 1
        from learning.enrollments e
        where e.user_id = r.user_id and e.course_id = r.course_id);

comment on view learning.recommended_courses is
    'The courses recommended to a person, best first, without those that have closed or that the '
    'person has enrolled in since.';

grant select on learning.recommended_courses to millrace_app, millrace_app_service;
