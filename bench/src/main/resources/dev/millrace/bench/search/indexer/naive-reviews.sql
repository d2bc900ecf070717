with batch as materialized (
    select id, updated_at from wellness.reviews where %1$s order by %2$s limit 1000
)
select b.id, b.updated_at, d.document::text
from batch b
left join lateral (
    select jsonb_strip_nulls(jsonb_build_object(
        'title', r.title,
        'content', r.content,
        'reviewer_name', u.display_name,
        'practitioner_id', r.practitioner_id::text,
        'rating', r.rating,
        'helpful_count', (
            select count(*) from wellness.review_helpfulness h where h.review_id = r.id and h.helpful
        ),
        'created_at', to_char(
            r.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    )) as document
    from wellness.reviews r
    left join identity.users u
        on u.id = r.reviewer_id and not r.anonymous and u.deleted_at is null
    where r.id = b.id and r.status = 'published'
) d on true
order by %2$s
