-- Projects and the applications for them.

create table projects.projects (
    id                        uuid primary key default gen_random_uuid(),
    external_id               text,
    source                    text not null default 'manual',
    title                     text not null,
    description               text not null,
    category                  projects.project_category not null,
    subcategory               text,
    sector                    text[] not null default '{}',
    budget_min_cents          bigint,
    budget_max_cents          bigint,
    estimated_value_cents     bigint,
    currency                  char(3) not null default 'USD',
    funding_source            text,
    location                  text,
    latitude                  numeric(9, 6),
    longitude                 numeric(9, 6),
    service_area              jsonb,
    address                   jsonb not null default '{}',
    start_date                timestamptz,
    end_date                  timestamptz,
    deadline_date             timestamptz,
    estimated_duration_days   integer,
    requirements              text[] not null default '{}',
    skills_required           text[] not null default '{}',
    certifications_required   text[] not null default '{}',
    experience_required_years integer not null default 0,
    bonding_required          boolean not null default false,
    insurance_required        jsonb not null default '{}',
    status                    projects.project_status not null default 'draft',
    priority                  projects.project_priority not null default 'medium',
    visibility                projects.visibility not null default 'public',
    max_applications          integer,
    contact_name              text,
    contact_email             text,
    contact_phone             text,
    organization              text,
    keywords                  text[] not null default '{}',
    created_at                timestamptz not null default now(),
    updated_at                timestamptz not null default now(),
    created_by                uuid references identity.users (id) on delete set null,
    updated_by                uuid,
    published_at              timestamptz,
    closed_at                 timestamptz,
    deleted_at                timestamptz,
    check (
        budget_min_cents >= 0
        and budget_max_cents >= 0
        and budget_min_cents <= budget_max_cents
    ),
    check (start_date is null or end_date is null or start_date <= end_date),
    check (max_applications > 0),
    check (experience_required_years >= 0),
    check ((latitude is null) = (longitude is null))
);

create unique index projects_external
    on projects.projects (source, external_id)
    where external_id is not null;
create index projects_status_category
    on projects.projects (status, category)
    where deleted_at is null;
create index projects_search_complex
    on projects.projects (category, budget_min_cents, budget_max_cents, deadline_date)
    where deleted_at is null and status = 'published';
create index projects_deadline
    on projects.projects (deadline_date)
    where status = 'published' and deleted_at is null;
create index projects_skills on projects.projects using gin (skills_required);
create index projects_created on projects.projects (created_at desc) where deleted_at is null;
create index projects_budget
    on projects.projects (budget_min_cents, budget_max_cents)
    where deleted_at is null;
create index projects_created_by_fk on projects.projects (created_by);

create table projects.applications (
    id                      uuid primary key default gen_random_uuid(),
    project_id              uuid not null references projects.projects (id) on delete cascade,
    user_id                 uuid not null references identity.users (id) on delete cascade,
    proposal                text not null,
    experience_description  text not null,
    timeline_description    text not null,
    budget_proposal_cents   bigint check (budget_proposal_cents >= 0),
    team_members            jsonb not null default '[]',
    portfolio_items         jsonb not null default '[]',
    applicant_references    jsonb not null default '[]',
    certifications_provided text[] not null default '{}',
    status                  projects.application_status not null default 'pending',
    priority                integer not null default 0,
    submitted_at            timestamptz not null default now(),
    reviewed_at             timestamptz,
    reviewed_by             uuid references identity.users (id) on delete set null,
    review_notes            text,
    feedback                text,
    decision                projects.application_decision,
    decision_at             timestamptz,
    decision_by             uuid references identity.users (id) on delete set null,
    decision_reason         text,
    created_at              timestamptz not null default now(),
    updated_at              timestamptz not null default now(),
    unique (project_id, user_id),
    check ((decision is null) = (decision_at is null))
);

create index applications_workflow on projects.applications (status, submitted_at desc, project_id);
create index applications_project on projects.applications (project_id, status);
create index applications_user on projects.applications (user_id, status);
create index applications_pending
    on projects.applications (project_id, submitted_at)
    where status = 'pending';
create index applications_decision_by_fk on projects.applications (decision_by);
create index applications_reviewed_by_fk on projects.applications (reviewed_by);
