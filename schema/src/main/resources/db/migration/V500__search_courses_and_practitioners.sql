-- The documents of the search indexes, recomputed: one row for each document that an index must
-- hold, and no other. Fields that are null are left out; lists are sorted by their bytes.

create view oracle.search_courses as
select
    c.id::text as document_id,
    jsonb_strip_nulls(jsonb_build_object(
        'title', c.title,
        'short_description', c.short_description,
        'description', c.description,
        'tags', (
            select coalesce(jsonb_agg(t.name order by t.name collate "C"), '[]')
            from learning.course_tag_map m
            join learning.course_tags t on t.id = m.tag_id
            where m.course_id = c.id
        ),
        'instructor', coalesce(u.display_name, c.instructor_name),
        'category', k.name,
        'difficulty', c.difficulty,
        'price_cents', c.price_cents,
        'is_free', c.price_cents = 0,
        'language', c.language,
        'is_featured', c.is_featured,
        'average_rating', s.average_rating,
        'enrollment_count', coalesce(s.enrollment_count, 0)
    )) as document
from learning.courses c
left join learning.course_categories k on k.id = c.category_id
left join identity.users u on u.id = c.instructor_id and u.deleted_at is null
left join oracle.course_statistics s on s.course_id = c.id
where c.status = 'published' and c.deleted_at is null;

comment on view oracle.search_courses is
    'The documents of search index courses: published courses that are not deleted.';

create view oracle.search_practitioners as
select
    p.id::text as document_id,
    jsonb_strip_nulls(jsonb_build_object(
        'display_name', u.display_name,
        'specializations', z.names,
        'specialization_ids', z.ids,
        'bio', p.bio,
        'languages', p.languages,
        'fee_min_cents', p.consultation_fee_min_cents,
        'fee_max_cents', p.consultation_fee_max_cents,
        'session_types', (
            select coalesce(jsonb_agg(distinct x collate "C"), '[]')
            from wellness.services v, unnest(v.session_types) x
            where v.practitioner_id = p.id and v.active
        ),
        'years_experience', p.years_experience,
        'rating', s.average_rating,
        'rating_count', coalesce(s.rating_count, 0),
        'availability_weekdays', (
            select coalesce(jsonb_agg(distinct a.day_of_week), '[]')
            from wellness.practitioner_availability a
            where a.practitioner_id = p.id and a.active
        )
    )) as document
from wellness.practitioners p
join identity.users u on u.id = p.user_id and u.status = 'active' and u.deleted_at is null
left join oracle.practitioner_stats s on s.practitioner_id = p.id
cross join lateral (
    select
        coalesce(jsonb_agg(x.name order by x.name collate "C"), '[]') as names,
        coalesce(jsonb_agg(x.id::text order by x.id::text collate "C"), '[]') as ids
    from wellness.practitioner_specializations m
    join wellness.specializations x on x.id = m.specialization_id and x.active
    where m.practitioner_id = p.id
) z
where p.verification_status = 'verified' and p.status = 'active';

comment on view oracle.search_practitioners is
    'The documents of search index practitioners: verified and active, of active users. Session '
    'types are those of their active services.';

create view oracle.search_specializations as
select
    x.id::text as document_id,
    jsonb_strip_nulls(jsonb_build_object(
        'name', x.name,
        'description', x.description,
        'category', k.name
    )) as document
from wellness.specializations x
left join wellness.specialization_categories k on k.id = x.category_id
where x.active;

comment on view oracle.search_specializations is
    'The documents of search index specializations: the active ones.';

-- Services of practitioners who can be found themselves.
create view oracle.search_services as
select
    v.id::text as document_id,
    jsonb_strip_nulls(jsonb_build_object(
        'name', v.name,
        'description', v.description,
        'practitioner_name', p.document -> 'display_name',
        'practitioner_id', v.practitioner_id::text,
        'price_cents', v.price_cents,
        'duration_minutes', v.duration_minutes,
        'session_types', v.session_types,
        'rating', p.document -> 'rating'
    )) as document
from wellness.services v
join oracle.search_practitioners p on p.document_id = v.practitioner_id::text
where v.active;

comment on view oracle.search_services is
    'The documents of search index services: active ones of practitioners who are in theirs.';
