with batch as materialized (
    select id, updated_at from wellness.practitioners where %1$s order by %2$s limit 1000
)
select b.id, b.updated_at, d.document::text
from batch b
left join lateral (
    select jsonb_strip_nulls(jsonb_build_object(
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
        'rating', s.rating,
        'rating_count', s.ratings,
        'availability_weekdays', (
            select coalesce(jsonb_agg(distinct a.day_of_week), '[]')
            from wellness.practitioner_availability a
            where a.practitioner_id = p.id and a.active
        )
    )) as document
    from wellness.practitioners p
    join identity.users u on u.id = p.user_id and u.status = 'active' and u.deleted_at is null
    cross join lateral (
        select round(avg(r.rating), 2) as rating, count(*) as ratings
        from wellness.reviews r
        where r.practitioner_id = p.id and r.status = 'published'
    ) s
    cross join lateral (
        select
            coalesce(jsonb_agg(x.name order by x.name collate "C"), '[]') as names,
            coalesce(jsonb_agg(x.id::text order by x.id::text collate "C"), '[]') as ids
        from wellness.practitioner_specializations m
        join wellness.specializations x on x.id = m.specialization_id and x.active
        where m.practitioner_id = p.id
    ) z
    where p.id = b.id and p.verification_status = 'verified' and p.status = 'active'
) d on true
order by %2$s
