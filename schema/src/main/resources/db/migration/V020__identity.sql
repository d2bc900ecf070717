-- People: accounts, profiles, secrets, sessions, roles.

-- E-mail addresses are unique among the people who are not deleted.
create table identity.users (
    id                    uuid primary key default gen_random_uuid(),
    email                 text not null,
    email_verified        boolean not null default false,
    email_verified_at     timestamptz,
    display_name          text not null,
    first_name            text,
    last_name             text,
    phone                 text,
    phone_verified        boolean not null default false,
    phone_verified_at     timestamptz,
    date_of_birth         date,
    status                identity.user_status not null default 'active',
    is_verified           boolean not null default false,
    member_type           identity.member_type,
    member_since          timestamptz,
    membership_expires_at timestamptz,
    timezone              text not null default 'UTC',
    language              text not null default 'en',
    profile_image_url     text,
    last_login_at         timestamptz,
    login_count           integer not null default 0,
    created_at            timestamptz not null default now(),
    updated_at            timestamptz not null default now(),
    created_by            uuid,
    updated_by            uuid,
    deleted_at            timestamptz,
    constraint users_email_format
        check (email ~* '^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$'),
    constraint users_phone_format check (phone is null or phone ~ '^\+?[1-9]\d{1,14}$'),
    constraint users_names check (length(display_name) between 1 and 200),
    constraint users_login_count check (login_count >= 0)
);

create unique index users_email_live on identity.users (lower(email)) where deleted_at is null;
create index users_phone_live
    on identity.users (phone)
    where deleted_at is null and phone is not null;
create index users_status_live on identity.users (status, email_verified) where deleted_at is null;
create index users_created on identity.users (created_at);
create index users_member
    on identity.users (member_type, member_since)
    where status = 'active' and deleted_at is null;
create index users_membership_expires
    on identity.users (membership_expires_at)
    where membership_expires_at is not null;

-- Who this person was in the systems that were merged.
create table identity.user_system_links (
    user_id       uuid not null references identity.users (id) on delete cascade,
    source_system ops.source_system not null,
    legacy_id     text not null,
    linked_at     timestamptz not null default now(),
    primary key (user_id, source_system),
    unique (source_system, legacy_id)
);

create table identity.user_profiles (
    user_id                        uuid primary key
        references identity.users (id) on delete cascade,
    bio                            text,
    gender                         identity.gender_type,
    occupation                     text,
    company                        text,
    title                          text,
    website_url                    text,
    linkedin_url                   text,
    twitter_url                    text,
    skills                         text[] not null default '{}',
    certifications                 jsonb not null default '[]',
    languages                      text[] not null default '{English}',
    years_experience               integer,
    latitude                       numeric(9, 6),
    longitude                      numeric(9, 6),
    emergency_contact_name         text,
    emergency_contact_phone        text,
    emergency_contact_relationship text,
    preferred_meeting_time         time not null default '21:00',
    preferences                    jsonb not null default '{}',
    privacy_settings               jsonb not null default '{}',
    notification_settings          jsonb not null
        default '{"email": true, "sms": false, "push": true, "marketing": true, '
            '"project_alerts": true, "event_reminders": true}',
    created_at                     timestamptz not null default now(),
    updated_at                     timestamptz not null default now(),
    check (latitude between -90 and 90 and longitude between -180 and 180),
    check ((latitude is null) = (longitude is null)),
    check (years_experience >= 0)
);

create index user_profiles_skills on identity.user_profiles using gin (skills);
create index user_profiles_company on identity.user_profiles (company) where company is not null;

create table identity.user_addresses (
    id              uuid primary key default gen_random_uuid(),
    user_id         uuid not null references identity.users (id) on delete cascade,
    address_type    identity.address_type not null,
    street_address  text,
    street_address2 text,
    city            text,
    state_province  text,
    postal_code     text,
    country         char(2) not null default 'US',
    is_default      boolean not null default false,
    details         jsonb not null default '{}',
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

create unique index user_addresses_one_default
    on identity.user_addresses (user_id, address_type)
    where is_default;
create index user_addresses_place on identity.user_addresses (city, state_province, country);
create index user_addresses_user on identity.user_addresses (user_id);

create table identity.user_preferences (
    id         uuid primary key default gen_random_uuid(),
    user_id    uuid not null references identity.users (id) on delete cascade,
    category   text not null,
    key        text not null,
    value      jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (user_id, category, key)
);

-- Never captured: secrets stay in this table and in the next.
create table identity.user_credentials (
    user_id                  uuid primary key references identity.users (id) on delete cascade,
    password_hash            text,
    password_changed_at      timestamptz,
    failed_login_attempts    integer not null default 0 check (failed_login_attempts >= 0),
    locked_until             timestamptz,
    last_failed_login_at     timestamptz,
    last_successful_login_at timestamptz,
    two_factor_enabled       boolean not null default false,
    two_factor_secret_enc    bytea,
    backup_codes_hash        text[] not null default '{}',
    updated_at               timestamptz not null default now()
);

create table identity.user_secrets (
    user_id             uuid primary key references identity.users (id) on delete cascade,
    ssn_enc             bytea,
    address_details_enc bytea,
    key_id              text not null,
    updated_at          timestamptz not null default now()
);

create table identity.auth_identities (
    id                 uuid primary key default gen_random_uuid(),
    user_id            uuid not null references identity.users (id) on delete cascade,
    provider           identity.auth_provider not null,
    provider_id        text,
    access_token_hash  text,
    refresh_token_hash text,
    token_expires_at   timestamptz,
    last_used_at       timestamptz,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),
    unique (user_id, provider)
);

create unique index auth_identities_provider
    on identity.auth_identities (provider, provider_id)
    where provider_id is not null;

create table identity.sessions (
    id                 uuid primary key default gen_random_uuid(),
    user_id            uuid not null references identity.users (id) on delete cascade,
    session_token_hash text not null unique,
    device_info        jsonb,
    ip_address         inet,
    user_agent         text,
    location           jsonb,
    expires_at         timestamptz not null,
    last_activity_at   timestamptz not null default now(),
    revoked_at         timestamptz,
    created_at         timestamptz not null default now(),
    check (expires_at > created_at)
);

create index sessions_user on identity.sessions (user_id);
create index sessions_expires on identity.sessions (expires_at);

create table identity.password_reset_tokens (
    id           uuid primary key default gen_random_uuid(),
    user_id      uuid not null references identity.users (id) on delete cascade,
    token_hash   text not null unique,
    expires_at   timestamptz not null,
    used_at      timestamptz,
    requested_ip inet,
    created_at   timestamptz not null default now(),
    check (expires_at > created_at)
);

create index password_reset_tokens_expires on identity.password_reset_tokens (expires_at);
create index password_reset_tokens_user_id_fk on identity.password_reset_tokens (user_id);

create table identity.roles (
    id             uuid primary key default gen_random_uuid(),
    name           text not null unique,
    description    text not null default '',
    is_system_role boolean not null default false,
    is_active      boolean not null default true,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now()
);

create table identity.permissions (
    id                   uuid primary key default gen_random_uuid(),
    name                 text not null unique,
    description          text not null default '',
    resource             text not null,
    action               text not null,
    conditions           jsonb not null default '{}',
    is_system_permission boolean not null default false,
    created_at           timestamptz not null default now(),
    updated_at           timestamptz not null default now()
);

create index permissions_resource_action on identity.permissions (resource, action);

create table identity.user_roles (
    id          uuid primary key default gen_random_uuid(),
    user_id     uuid not null references identity.users (id) on delete cascade,
    role_id     uuid not null references identity.roles (id) on delete cascade,
    assigned_at timestamptz not null default now(),
    assigned_by uuid references identity.users (id) on delete set null,
    expires_at  timestamptz,
    is_active   boolean not null default true,
    unique (user_id, role_id)
);

create index user_roles_role on identity.user_roles (role_id) where is_active;
create index user_roles_assigned_by_fk on identity.user_roles (assigned_by);
create index user_roles_role_id_fk on identity.user_roles (role_id);

create table identity.role_permissions (
    id            uuid primary key default gen_random_uuid(),
    role_id       uuid not null references identity.roles (id) on delete cascade,
    permission_id uuid not null references identity.permissions (id) on delete cascade,
    granted_at    timestamptz not null default now(),
    granted_by    uuid references identity.users (id) on delete set null,
    unique (role_id, permission_id)
);

create index role_permissions_granted_by_fk on identity.role_permissions (granted_by);
create index role_permissions_permission_id_fk on identity.role_permissions (permission_id);
