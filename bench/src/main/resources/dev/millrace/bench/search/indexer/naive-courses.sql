with batch as materialized (
    select id, updated_at from learning.courses where %1$s order by %2$s limit 1000
)
select b.id, b.updated_at, d.document::text
from batch b
left join lateral (
    select jsonb_strip_nulls(jsonb_build_object(
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
        'average_rating', (
            select round(avg(f.rating), 2)
            from learning.course_completions f
            where f.course_id = c.id
        ),
        'enrollment_count', (select count(*) from learning.enrollments e where e.course_id = c.id)
    )) as document
    from learning.courses c
    left join learning.course_categories k on k.id = c.category_id
    left join identity.users u on u.id = c.instructor_id and u.deleted_at is null
    where c.id = b.id and c.status = 'published' and c.deleted_at is null
) d on true
order by %2$s
