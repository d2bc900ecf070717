-- The feed of a member shows what was not scored newest first, so the index knows when a project was made.

create or replace view oracle.search_projects as
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
        'created_at', oracle.search_time(p.created_at),
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
