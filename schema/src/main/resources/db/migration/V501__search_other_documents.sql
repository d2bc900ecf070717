-- The documents of the other search indexes.

create function oracle.search_time(moment timestamptz)
returns text
language sql
immutable parallel safe
as $$
    select case
        when moment >= '0001-01-01 00:00:00+00' and moment < '10000-01-01 00:00:00+00'
            then to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    end
$$;

comment on function oracle.search_time(timestamptz) is
    'A moment as documents hold it, six decimals, UTC; null outside the years 1 to 9999, which a '
    'search server cannot take.';

create view oracle.search_lessons as
select
    l.id::text as document_id,
    jsonb_strip_nulls(jsonb_build_object(
        'title', l.title,
        'content', l.content,
        'course_id', l.course_id::text,
        'module_id', l.module_id::text,
        'type', l.lesson_type,
        'is_preview', l.is_preview
    )) as document
from learning.lessons l
join learning.courses c
    on c.id = l.course_id and c.status = 'published' and c.deleted_at is null
where l.is_published;

comment on view oracle.search_lessons is
    'The documents of search index lessons: published ones of published courses.';

create view oracle.search_reviews as
select
    r.id::text as document_id,
    jsonb_strip_nulls(jsonb_build_object(
        'title', r.title,
        'content', r.content,
        'reviewer_name', u.display_name,
        'practitioner_id', r.practitioner_id::text,
        'rating', r.rating,
        'helpful_count', coalesce(n.helpful_count, 0),
        'created_at', oracle.search_time(r.created_at)
    )) as document
from wellness.reviews r
left join identity.users u
    on u.id = r.reviewer_id and not r.anonymous and u.deleted_at is null
left join oracle.review_counts n on n.review_id = r.id
where r.status = 'published';

comment on view oracle.search_reviews is
    'The documents of search index reviews: published ones; who wrote an anonymous one is not '
    'told.';

create view oracle.search_projects as
select
    p.id::text as document_id,
    jsonb_strip_nulls(jsonb_build_object(
        'title', p.title,
        'description', p.description,
        'keywords', p.keywords,
        'organization', p.organization,
        'category', p.category,
        'status', p.status,
        'visibility', p.visibility,
        'sector', p.sector,
        'skills_required', p.skills_required,
        'budget_min_cents', p.budget_min_cents,
        'budget_max_cents', p.budget_max_cents,
        'deadline', oracle.search_time(p.deadline_date),
        'place', case
            when p.latitude is not null
                then jsonb_build_object('lat', p.latitude, 'lon', p.longitude)
        end,
        'application_count', coalesce(s.application_count, 0)
    )) || case
        when jsonb_typeof(p.service_area -> 'type') = 'string'
            and jsonb_typeof(p.service_area -> 'coordinates') = 'array'
            then jsonb_build_object('service_area', jsonb_build_object(
                'type', p.service_area -> 'type',
                'coordinates', p.service_area -> 'coordinates'
            ))
        else '{}'
    end as document
from projects.projects p
left join oracle.project_statistics s on s.project_id = p.id
where p.status = 'published'
    and p.deleted_at is null
    and p.visibility in ('public', 'members_only');

comment on view oracle.search_projects is
    'The documents of search index projects: published, not deleted, for the public or for '
    'members.';

create view oracle.search_content as
select
    i.id::text as document_id,
    jsonb_strip_nulls(jsonb_build_object(
        'title', i.title,
        'excerpt', i.excerpt,
        'content', i.content,
        'tags', i.tags,
        'content_type', i.content_type,
        'category', i.category,
        'difficulty', i.difficulty_level,
        'audience', i.target_audience,
        'published_at', oracle.search_time(i.published_at),
        'view_count', coalesce(s.view_count, 0)
    )) as document
from content.library_items i
left join oracle.content_statistics s on s.item_id = i.id
where i.status = 'published'
union all
select
    c.id::text,
    jsonb_strip_nulls(jsonb_build_object(
        'title', c.title,
        'excerpt', c.description,
        'content', (
            select coalesce(
                string_agg(t.title || E'\n' || t.body, E'\n' order by t.step_number), ''
            )
            from content.resource_steps t
            where t.resource_card_id = c.id
        ),
        'tags', c.tags,
        'content_type', 'resource',
        'category', c.category
    ))
from content.resource_cards c
where c.is_published and c.deleted_at is null;

comment on view oracle.search_content is
    'The documents of search index content: published library items, and published resource cards '
    'that are not deleted, with their steps in order.';
