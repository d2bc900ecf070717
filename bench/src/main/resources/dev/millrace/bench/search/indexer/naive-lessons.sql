with batch as materialized (
    select id, updated_at from learning.lessons where %1$s order by %2$s limit 1000
)
select b.id, b.updated_at, d.document::text
from batch b
left join lateral (
    select jsonb_strip_nulls(jsonb_build_object(
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
    where l.id = b.id and l.is_published
) d on true
order by %2$s
