-- Activity, searches, conversions, models and what people said about their answers.

-- Partitioned by month; no foreign keys, because activity outlives what it was about.
create table analytics.user_activity_logs (
    id            uuid not null default gen_random_uuid(),
    user_id       uuid,
    session_id    uuid,
    activity_type analytics.activity_type not null,
    entity_type   text,
    entity_id     uuid,
    details       jsonb not null default '{}',
    ip_address    inet,
    user_agent    text,
    referrer      text,
    created_at    timestamptz not null default now(),
    primary key (id, created_at)
) partition by range (created_at);

create index user_activity_logs_user
    on analytics.user_activity_logs (user_id, activity_type, created_at desc);
create index user_activity_logs_entity on analytics.user_activity_logs (entity_type, entity_id);
create index user_activity_logs_type on analytics.user_activity_logs (activity_type, created_at);

create table analytics.search_events (
    id                 uuid primary key default gen_random_uuid(),
    user_id            uuid references identity.users (id) on delete set null,
    session_id         uuid,
    search_query       text not null,
    search_type        analytics.search_type not null,
    filters_applied    jsonb not null default '{}',
    results_count      integer not null default 0,
    clicked_result_id  uuid,
    clicked_position   integer,
    search_duration_ms integer,
    created_at         timestamptz not null default now()
);

create index search_events_type on analytics.search_events (search_type, created_at);
create index search_events_created on analytics.search_events (created_at);
create index search_events_user_id_fk on analytics.search_events (user_id);
create index search_events_query
    on analytics.search_events using gin (to_tsvector('english', search_query));

create table analytics.conversion_events (
    id           uuid primary key default gen_random_uuid(),
    user_id      uuid references identity.users (id) on delete set null,
    session_id   uuid,
    event_type   analytics.conversion_event_type not null,
    funnel_stage text,
    source       text,
    medium       text,
    campaign     text,
    value_cents  bigint not null default 0,
    properties   jsonb not null default '{}',
    created_at   timestamptz not null default now()
);

create index conversion_events_type on analytics.conversion_events (event_type, created_at);
create index conversion_events_funnel on analytics.conversion_events (funnel_stage);
create index conversion_events_created on analytics.conversion_events (created_at);
create index conversion_events_user_id_fk on analytics.conversion_events (user_id);

create table analytics.ai_models (
    id                    uuid primary key default gen_random_uuid(),
    name                  text not null,
    version               text not null,
    model_type            analytics.ai_model_type not null,
    accuracy              numeric(7, 6),
    precision_score       numeric(7, 6),
    recall_score          numeric(7, 6),
    f1_score              numeric(7, 6),
    config                jsonb not null,
    training_data_version text,
    is_active             boolean not null default false,
    is_production         boolean not null default false,
    created_by            uuid references identity.users (id) on delete set null,
    created_at            timestamptz not null default now(),
    updated_at            timestamptz not null default now(),
    unique (name, version)
);

create unique index ai_models_one_production
    on analytics.ai_models (model_type)
    where is_production;
create index ai_models_active on analytics.ai_models (model_type) where is_active;
create index ai_models_created_by_fk on analytics.ai_models (created_by);

create table analytics.ai_feedback (
    id               uuid primary key default gen_random_uuid(),
    user_id          uuid references identity.users (id) on delete set null,
    feature          text not null,
    model_id         uuid references analytics.ai_models (id) on delete set null,
    model_version    text,
    input_data       jsonb not null,
    output_data      jsonb not null,
    rating           smallint check (rating between 1 and 5),
    feedback_text    text,
    is_accurate      boolean,
    is_helpful       boolean,
    session_id       text,
    request_id       text,
    response_time_ms integer,
    confidence_score numeric(5, 4) check (confidence_score between 0 and 1),
    model_parameters jsonb,
    created_at       timestamptz not null default now(),
    processed_at     timestamptz
);

create index ai_feedback_feature on analytics.ai_feedback (feature, created_at desc);
create index ai_feedback_user
    on analytics.ai_feedback (user_id, created_at desc)
    where user_id is not null;
create index ai_feedback_rating on analytics.ai_feedback (feature, rating) where rating is not null;
create index ai_feedback_model_id_fk on analytics.ai_feedback (model_id);
create index ai_feedback_user_id_fk on analytics.ai_feedback (user_id);
