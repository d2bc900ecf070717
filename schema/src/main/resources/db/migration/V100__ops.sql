-- Settings, flags, logs, retention: what runs the application and this pipeline.

create table ops.app_settings (
    id               uuid primary key default gen_random_uuid(),
    key              text not null unique,
    value            jsonb not null,
    description      text,
    category         text,
    data_type        ops.setting_data_type not null default 'string',
    is_public        boolean not null default false,
    is_encrypted     boolean not null default false,
    validation_rules jsonb,
    updated_by       uuid references identity.users (id) on delete set null,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    check (not (is_public and is_encrypted))
);

create index app_settings_category on ops.app_settings (category);
create index app_settings_updated_by_fk on ops.app_settings (updated_by);

create table ops.feature_flags (
    id                 uuid primary key default gen_random_uuid(),
    name               text not null unique,
    description        text,
    enabled            boolean not null default false,
    rollout_percentage integer not null default 0 check (rollout_percentage between 0 and 100),
    target_users       uuid[] not null default '{}',
    target_groups      text[] not null default '{}',
    conditions         jsonb not null default '{}',
    created_by         uuid references identity.users (id) on delete set null,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now()
);

create index feature_flags_created_by_fk on ops.feature_flags (created_by);

-- Partitioned by month; who did what to which row.
create table ops.audit_logs (
    id                  uuid not null default gen_random_uuid(),
    source_system       ops.source_system,
    event_type          text not null,
    resource_type       text not null,
    resource_id         text,
    action              text not null check (action = lower(action)),
    user_id             uuid,
    user_role           text,
    impersonated_by     uuid,
    ip_address          inet,
    user_agent          text,
    request_id          text,
    session_id          text,
    old_values          jsonb,
    new_values          jsonb,
    changes             jsonb,
    success             boolean not null default true,
    error_message       text,
    additional_info     jsonb not null default '{}',
    severity            ops.audit_severity not null default 'info',
    category            text,
    compliance_relevant boolean not null default false,
    occurred_at         timestamptz not null default now(),
    primary key (id, occurred_at)
) partition by range (occurred_at);

create index audit_logs_user
    on ops.audit_logs (user_id, occurred_at desc)
    where user_id is not null;
create index audit_logs_resource on ops.audit_logs (resource_type, resource_id, occurred_at desc);
create index audit_logs_severity
    on ops.audit_logs (severity, occurred_at desc)
    where severity in ('error', 'critical');
create index audit_logs_compliance on ops.audit_logs (occurred_at desc) where compliance_relevant;
create index audit_logs_action on ops.audit_logs (action, occurred_at desc);

create table ops.system_logs (
    id         uuid primary key default gen_random_uuid(),
    level      ops.log_level not null,
    message    text not null,
    category   text not null check (category in ('meeting', 'user', 'security', 'cron', 'api')),
    user_id    uuid,
    meeting_id uuid,
    operation  text,
    ip_address inet,
    user_agent text,
    request_id text,
    metadata   jsonb,
    logged_at  timestamptz not null default now()
);

create index system_logs_time on ops.system_logs (logged_at);
create index system_logs_category on ops.system_logs (category, level, logged_at);

create table ops.maintenance_log (
    id            uuid primary key default gen_random_uuid(),
    activity      text not null,
    status        text not null default 'completed'
        check (status in ('started', 'completed', 'failed', 'skipped')),
    rows_affected bigint,
    details       jsonb not null default '{}',
    batch_run_id  bigint,
    started_at    timestamptz not null default now(),
    completed_at  timestamptz
);

create index maintenance_log_activity on ops.maintenance_log (activity, completed_at desc);

create table ops.retention_policies (
    policy_key    text primary key,
    target_table  text not null,
    keep_interval interval not null,
    row_filter    text,
    action        text not null check (action in ('archive', 'delete', 'drop_partition', 'mark')),
    is_enabled    boolean not null default true,
    updated_at    timestamptz not null default now()
);

create table ops.erasure_requests (
    id           uuid primary key default gen_random_uuid(),
    user_id      uuid not null,
    requested_at timestamptz not null default now(),
    kind         text not null check (kind in ('erase', 'export')),
    status       text not null default 'pending'
        check (status in ('pending', 'running', 'done', 'refused')),
    completed_at timestamptz,
    details      jsonb not null default '{}'
);

-- One row that capture touches at a fixed interval: the slot moves on while everything else is
-- idle, and every stage can be measured on the clock of the database.
create table ops.capture_heartbeat (
    id      smallint primary key check (id = 1),
    beat_at timestamptz not null default clock_timestamp(),
    beats   bigint not null default 0
);

insert into ops.capture_heartbeat (id) values (1);
