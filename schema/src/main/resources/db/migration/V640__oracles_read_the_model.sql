-- Scores are made with the weights of the production model of type matching; the oracles had those of
-- the formula, whatever the model said.

-- What weighs how much in a match score: one row, always.
create view oracle.match_model as
select
    coalesce(m.name || ' ' || m.version, 'default') as model_version,
    w.skills,
    w.certifications,
    w.experience,
    w.location,
    w.budget
from (select) one
left join analytics.ai_models m on m.model_type = 'matching' and m.is_production
cross join lateral (
    select
        max(weight) filter (where part = 'skills') as skills,
        max(weight) filter (where part = 'certifications') as certifications,
        max(weight) filter (where part = 'experience') as experience,
        max(weight) filter (where part = 'location') as location,
        max(weight) filter (where part = 'budget') as budget
    from (
        select
            part,
            case
                when jsonb_typeof(given) is distinct from 'number' then standard
                when given::numeric < 0 then standard
                -- As many decimals as the standard weights have: quotients depend on them.
                when scale(given::numeric) < 2 then round(given::numeric, 2)
                else given::numeric
            end as weight
        from (
            values
                ('skills', .40),
                ('certifications', .20),
                ('experience', .15),
                ('location', .15),
                ('budget', .10)
        ) standards (part, standard)
        cross join lateral (select m.config -> 'weights' -> part as given) config
    ) weights
) w;

comment on view oracle.match_model is
    'The weights of the parts of a match score by the production model of type matching, those of '
    'the formula where it names none, and name and version of the model; default without a model.';

-- How well an applicant fits a project, 0 to 100. Five parts from 0 to 1, each null where it does
-- not apply, in the weights of those that apply; where nothing that applies weighs anything, no row.
create or replace view oracle.match_scores as
with base as (
    select
        a.project_id,
        a.user_id,
        a.id as application_id,
        p.experience_required_years as required_years,
        up.years_experience as years,
        p.budget_min_cents as budget_min,
        p.budget_max_cents as budget_max,
        a.budget_proposal_cents as proposal,
        (
            select array_agg(distinct lower(btrim(x)))
            from unnest(p.skills_required) x
            where btrim(x) <> ''
        ) as required_skills,
        (
            select array_agg(distinct lower(btrim(x)))
            from unnest(coalesce(up.skills, '{}')) x
        ) as skills,
        (
            select array_agg(distinct lower(btrim(x)))
            from unnest(p.certifications_required) x
            where btrim(x) <> ''
        ) as required_certifications,
        (
            select array_agg(distinct lower(btrim(x)))
            from (
                select unnest(a.certifications_provided) as x
                union all
                select c ->> 'name'
                from jsonb_array_elements(
                    case
                        when jsonb_typeof(up.certifications) = 'array' then up.certifications
                        else '[]'
                    end
                ) c
            ) provided
            where x is not null
        ) as certifications,
        oracle.km(p.latitude, p.longitude, up.latitude, up.longitude) as km
    from projects.applications a
    join projects.projects p on p.id = a.project_id
    left join identity.user_profiles up on up.user_id = a.user_id
),
parts as materialized (
    select
        project_id,
        user_id,
        application_id,
        case
            when cardinality(required_skills) > 0 then
                (
                    select count(*) from unnest(required_skills) x where x = any (skills)
                )::numeric / cardinality(required_skills)
        end as s,
        case
            when cardinality(required_certifications) > 0 then
                (
                    select count(*)
                    from unnest(required_certifications) x
                    where x = any (certifications)
                )::numeric / cardinality(required_certifications)
        end as c,
        case
            when required_years > 0 then least(1, coalesce(years, 0)::numeric / required_years)
        end as e,
        case
            when km is null then null
            when km <= 25 then 1
            when km >= 200 then 0
            else ((200 - km) / 175)::numeric
        end as l,
        case
            when proposal is null or budget_max is null then null
            when budget_max = 0 and proposal > 0 then 0
            when proposal > budget_max then
                greatest(0, 1 - (proposal - budget_max)::numeric / budget_max)
            when budget_min is not null and budget_min > 0 and proposal < budget_min then
                proposal::numeric / budget_min
            else 1
        end as b
    from base
),
weighed as (
    select
        p.*,
        coalesce(m.skills * s, 0)
            + coalesce(m.certifications * c, 0)
            + coalesce(m.experience * e, 0)
            + coalesce(m.location * l, 0)
            + coalesce(m.budget * b, 0) as weighted,
        case when s is null then 0 else m.skills end
            + case when c is null then 0 else m.certifications end
            + case when e is null then 0 else m.experience end
            + case when l is null then 0 else m.location end
            + case when b is null then 0 else m.budget end as weights,
        m.model_version
    from parts p
    cross join oracle.match_model m
)
select
    project_id,
    user_id,
    application_id,
    round(100 * weighted / nullif(weights, 0), 2) as score,
    round(s, 4) as skills_part,
    round(c, 4) as certifications_part,
    round(e, 4) as experience_part,
    round(l, 4) as location_part,
    round(b, 4) as budget_part,
    model_version
from weighed
where weights > 0;

-- Every active member against every published project: for checks, its cost is the product.
create or replace view oracle.member_matches as
with needs as materialized (
    select
        p.id as project_id,
        p.experience_required_years as years,
        p.latitude,
        p.longitude,
        (
            select array_agg(distinct lower(btrim(x)))
            from unnest(p.skills_required) x
            where btrim(x) <> ''
        ) as skills,
        (
            select array_agg(distinct lower(btrim(x)))
            from unnest(p.certifications_required) x
            where btrim(x) <> ''
        ) as certifications
    from projects.projects p
    where p.status = 'published' and p.deleted_at is null
),
members as materialized (
    select
        u.id as user_id,
        coalesce(up.years_experience, 0) as years,
        up.latitude,
        up.longitude,
        (
            select array_agg(distinct lower(btrim(x)))
            from unnest(up.skills) x
        ) as skills,
        (
            select array_agg(distinct lower(btrim(c ->> 'name')))
            from jsonb_array_elements(
                case
                    when jsonb_typeof(up.certifications) = 'array' then up.certifications
                    else '[]'
                end
            ) c
            where c ->> 'name' is not null
        ) as certifications
    from identity.users u
    left join identity.user_profiles up on up.user_id = u.id
    where u.status = 'active' and u.deleted_at is null
),
parts as materialized (
    select
        n.project_id,
        m.user_id,
        case
            when cardinality(n.skills) > 0 then
                (
                    select count(*) from unnest(n.skills) x where x = any (m.skills)
                )::numeric / cardinality(n.skills)
        end as s,
        case
            when cardinality(n.certifications) > 0 then
                (
                    select count(*)
                    from unnest(n.certifications) x
                    where x = any (m.certifications)
                )::numeric / cardinality(n.certifications)
        end as c,
        case when n.years > 0 then least(1, m.years::numeric / n.years) end as e,
        case
            when km is null then null
            when km <= 25 then 1
            when km >= 200 then 0
            else ((200 - km) / 175)::numeric
        end as l
    from needs n
    cross join members m
    cross join lateral oracle.km(n.latitude, n.longitude, m.latitude, m.longitude) km
),
weighed as (
    select
        p.*,
        coalesce(m.skills * s, 0)
            + coalesce(m.certifications * c, 0)
            + coalesce(m.experience * e, 0)
            + coalesce(m.location * l, 0) as weighted,
        case when s is null then 0 else m.skills end
            + case when c is null then 0 else m.certifications end
            + case when e is null then 0 else m.experience end
            + case when l is null then 0 else m.location end as weights,
        m.model_version
    from parts p
    cross join oracle.match_model m
),
scored as (
    select
        project_id,
        user_id,
        round(100 * weighted / nullif(weights, 0), 2) as score,
        round(s, 4) as skills_part,
        round(c, 4) as certifications_part,
        round(e, 4) as experience_part,
        round(l, 4) as location_part,
        model_version
    from weighed
    where weights > 0
),
ranked as (
    select
        *,
        row_number() over (partition by project_id order by score desc, user_id)::int as rank
    from scored
)
select
    project_id,
    user_id,
    score,
    skills_part,
    certifications_part,
    experience_part,
    location_part,
    null::numeric as budget_part,
    rank,
    model_version
from ranked
where rank <= 50;
