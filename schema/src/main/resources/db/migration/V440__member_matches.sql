-- Who would fit a published project, before anybody applies.

create table derived.member_matches (
    project_id          uuid not null,
    user_id             uuid not null,
    score               numeric(5, 2) not null check (score between 0 and 100),
    skills_part         numeric(5, 4),
    certifications_part numeric(5, 4),
    experience_part     numeric(5, 4),
    location_part       numeric(5, 4),
    budget_part         numeric(5, 4),
    rank                integer not null check (rank >= 1),
    model_version       text not null,
    computed_at         timestamptz not null,
    primary key (project_id, user_id)
);

create index member_matches_rank on derived.member_matches (project_id, rank);
create index member_matches_user on derived.member_matches (user_id, score desc);

comment on table derived.member_matches is
    'The 50 active members who fit each published project best, by the formula of match_scores '
    'without the budget, applied for or not. Mixes users, user profiles, projects and the '
    'production matching model; while the changes of one transaction are under way, two members '
    'of a project may share a rank, or one rank be missing. No row where no part applies.';
comment on column derived.member_matches.project_id is 'A published project.';
comment on column derived.member_matches.user_id is 'An active member.';
comment on column derived.member_matches.score is
    'Weighted mean of the parts that apply, 0 to 100, two decimals.';
comment on column derived.member_matches.skills_part is
    'Share of the required skills that the member has, 0 to 1; null when none is required.';
comment on column derived.member_matches.certifications_part is
    'Share of the required certifications that the member has, 0 to 1; null when none is '
    'required.';
comment on column derived.member_matches.experience_part is
    'Years of experience over the years required, at most 1; null when none are required.';
comment on column derived.member_matches.location_part is
    '1 up to 25 km between member and project, falling to 0 at 200 km; null when a position is '
    'missing.';
comment on column derived.member_matches.budget_part is
    'Always null: who has not applied has not named a price.';
comment on column derived.member_matches.rank is
    'Place among the members of the project, from 1; equal scores by user id.';
comment on column derived.member_matches.model_version is
    'Name and version of the production model of type matching whose weights were used.';
comment on column derived.member_matches.computed_at is
    'Commit time, in the source tables, of the change that made this row what it is.';

-- Every active member against every published project: for checks, its cost is the product.
create view oracle.member_matches as
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
parts as (
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
scored as (
    select
        project_id,
        user_id,
        round(
            100 * (
                coalesce(.40 * s, 0)
                + coalesce(.20 * c, 0)
                + coalesce(.15 * e, 0)
                + coalesce(.15 * l, 0)
            ) / (
                case when s is null then 0 else .40 end
                + case when c is null then 0 else .20 end
                + case when e is null then 0 else .15 end
                + case when l is null then 0 else .15 end
            ),
            2
        ) as score,
        round(s, 4) as skills_part,
        round(c, 4) as certifications_part,
        round(e, 4) as experience_part,
        round(l, 4) as location_part
    from parts
    where num_nonnulls(s, c, e, l) > 0
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
    rank
from ranked
where rank <= 50;
