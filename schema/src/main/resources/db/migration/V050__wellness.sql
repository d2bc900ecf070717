-- Practitioners, their services and bookings, health data, reviews.

create table wellness.practitioners (
    id                           uuid primary key default gen_random_uuid(),
    user_id                      uuid not null unique
        references identity.users (id) on delete restrict,
    license_number               text,
    license_state                char(2),
    license_expiry               date,
    bio                          text not null,
    years_experience             integer not null default 0 check (years_experience >= 0),
    education                    jsonb not null default '[]',
    certifications               jsonb not null default '[]',
    languages                    text[] not null default '{}',
    consultation_fee_min_cents   bigint check (consultation_fee_min_cents >= 0),
    consultation_fee_max_cents   bigint,
    session_duration_min_minutes integer not null default 30,
    session_duration_max_minutes integer not null default 120,
    response_time_hours          integer not null default 24,
    verification_status          wellness.verification_status not null default 'pending',
    verification_documents       jsonb not null default '[]',
    verified_at                  timestamptz,
    verified_by                  uuid references identity.users (id) on delete set null,
    status                       wellness.practitioner_status not null default 'active',
    availability_timezone        text not null default 'UTC',
    created_at                   timestamptz not null default now(),
    updated_at                   timestamptz not null default now(),
    check (consultation_fee_min_cents <= consultation_fee_max_cents),
    check (session_duration_min_minutes <= session_duration_max_minutes)
);

create index practitioners_status on wellness.practitioners (verification_status, status);
create index practitioners_fee
    on wellness.practitioners (consultation_fee_min_cents, consultation_fee_max_cents);
create index practitioners_verified_by_fk on wellness.practitioners (verified_by);

create table wellness.specialization_categories (
    id          uuid primary key default gen_random_uuid(),
    name        text not null unique,
    description text,
    icon_url    text,
    sort_order  integer not null default 0,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now()
);

create table wellness.specializations (
    id          uuid primary key default gen_random_uuid(),
    category_id uuid not null references wellness.specialization_categories (id) on delete restrict,
    name        text not null unique,
    description text,
    icon_url    text,
    color_code  char(7),
    sort_order  integer not null default 0,
    active      boolean not null default true,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now()
);

create index specializations_category
    on wellness.specializations (category_id, sort_order)
    where active;
create index specializations_category_id_fk on wellness.specializations (category_id);
create index specializations_text
    on wellness.specializations
    using gin (to_tsvector('english', name || ' ' || coalesce(description, '')));

create table wellness.practitioner_specializations (
    id                    uuid primary key default gen_random_uuid(),
    practitioner_id       uuid not null references wellness.practitioners (id) on delete cascade,
    specialization_id     uuid not null references wellness.specializations (id) on delete cascade,
    proficiency_level     wellness.proficiency_level not null default 'intermediate',
    years_experience      integer not null default 0,
    certification_details jsonb,
    created_at            timestamptz not null default now(),
    updated_at            timestamptz not null default now(),
    unique (practitioner_id, specialization_id)
);

create index practitioner_specializations_spec
    on wellness.practitioner_specializations (specialization_id);

create table wellness.practitioner_availability (
    id                     uuid primary key default gen_random_uuid(),
    practitioner_id        uuid not null references wellness.practitioners (id) on delete cascade,
    day_of_week            smallint not null check (day_of_week between 0 and 6),
    start_time             time not null,
    end_time               time not null,
    timezone               text not null,
    session_types          text[] not null default '{}'
        check (session_types <@ array['video_call', 'phone_call', 'in_person', 'chat']),
    break_duration_minutes integer not null default 15 check (break_duration_minutes >= 0),
    active                 boolean not null default true,
    created_at             timestamptz not null default now(),
    updated_at             timestamptz not null default now(),
    check (start_time < end_time)
);

create index practitioner_availability_day
    on wellness.practitioner_availability (practitioner_id, day_of_week)
    where active;
create index practitioner_availability_weekday
    on wellness.practitioner_availability (day_of_week)
    where active;
create index practitioner_availability_practitioner_id_fk
    on wellness.practitioner_availability (practitioner_id);

create table wellness.practitioner_blocked_times (
    id                 uuid primary key default gen_random_uuid(),
    practitioner_id    uuid not null references wellness.practitioners (id) on delete cascade,
    start_at           timestamptz not null,
    end_at             timestamptz not null,
    reason             text,
    recurring          boolean not null default false,
    recurrence_pattern jsonb,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),
    check (start_at < end_at)
);

create index practitioner_blocked_times_range
    on wellness.practitioner_blocked_times (practitioner_id, start_at, end_at);
create index practitioner_blocked_times_time
    on wellness.practitioner_blocked_times (start_at, end_at);

create table wellness.services (
    id                       uuid primary key default gen_random_uuid(),
    practitioner_id          uuid not null
        references wellness.practitioners (id) on delete restrict,
    name                     text not null,
    description              text,
    duration_minutes         integer not null check (duration_minutes > 0),
    price_cents              bigint not null check (price_cents >= 0),
    currency                 char(3) not null default 'USD',
    session_types            text[] not null default '{}'
        check (session_types <@ array['video_call', 'phone_call', 'in_person', 'chat']),
    max_participants         integer not null default 1 check (max_participants > 0),
    preparation_instructions text,
    follow_up_instructions   text,
    cancellation_policy      jsonb,
    active                   boolean not null default true,
    created_at               timestamptz not null default now(),
    updated_at               timestamptz not null default now()
);

create index services_practitioner on wellness.services (practitioner_id) where active;
create index services_price on wellness.services (price_cents) where active;
create index services_practitioner_id_fk on wellness.services (practitioner_id);

-- One row a booking for as long as anything may refer to it: bookings themselves are partitioned
-- and move to the archive, so keys point here.
create table wellness.booking_registry (
    id          uuid primary key,
    created_at  timestamptz not null,
    archived_at timestamptz,
    unique (id, created_at)
);

-- Partitioned by month; created_at never changes, it is the partition key.
create table wellness.bookings (
    id                  uuid not null default gen_random_uuid(),
    kind                wellness.booking_kind not null default 'session',
    user_id             uuid references identity.users (id) on delete restrict,
    guest_name          text,
    guest_email         text,
    practitioner_id     uuid references wellness.practitioners (id) on delete restrict,
    service_id          uuid references wellness.services (id) on delete restrict,
    host_user_id        uuid references identity.users (id) on delete set null,
    subject             text,
    scheduled_at        timestamptz not null,
    ends_at             timestamptz not null,
    duration_minutes    integer not null check (duration_minutes > 0),
    session_type        wellness.session_type not null,
    location_type       wellness.session_type,
    location_details    jsonb,
    status              wellness.booking_status not null default 'pending',
    user_notes          text,
    practitioner_notes  text,
    internal_notes      text,
    price_cents         bigint not null default 0 check (price_cents >= 0),
    currency            char(3) not null default 'USD',
    discount_applied    jsonb,
    cancellation_reason text,
    cancelled_at        timestamptz,
    cancelled_by        uuid references identity.users (id) on delete set null,
    completed_at        timestamptz,
    no_show_at          timestamptz,
    reminder_sent_at    timestamptz,
    follow_up_sent_at   timestamptz,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),
    primary key (id, created_at),
    foreign key (id, created_at) references wellness.booking_registry (id, created_at),
    check (
        kind <> 'session'
        or (user_id is not null and practitioner_id is not null and service_id is not null)
    ),
    check (user_id is not null or guest_email is not null),
    check (ends_at > scheduled_at)
) partition by range (created_at);

create index bookings_user on wellness.bookings (user_id, status, scheduled_at desc);
create index bookings_practitioner
    on wellness.bookings (practitioner_id, status, scheduled_at desc);
create index bookings_scheduled on wellness.bookings (scheduled_at);
create index bookings_pending on wellness.bookings (scheduled_at) where status = 'pending';
create index bookings_cancelled_by_fk on wellness.bookings (cancelled_by);
create index bookings_host_user_id_fk on wellness.bookings (host_user_id);
create index bookings_service_id_fk on wellness.bookings (service_id);

create table wellness.booking_participants (
    id                 uuid primary key default gen_random_uuid(),
    booking_id         uuid not null references wellness.booking_registry (id),
    user_id            uuid not null references identity.users (id) on delete restrict,
    role               engagement.participant_role not null default 'participant',
    joined_at          timestamptz,
    left_at            timestamptz,
    connection_quality jsonb,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),
    unique (booking_id, user_id),
    check (left_at is null or joined_at is null or left_at >= joined_at)
);

create index booking_participants_user on wellness.booking_participants (user_id);

create table wellness.booking_reschedule_requests (
    id                    uuid primary key default gen_random_uuid(),
    booking_id            uuid not null references wellness.booking_registry (id),
    requested_by          uuid not null references identity.users (id) on delete restrict,
    original_scheduled_at timestamptz not null,
    new_scheduled_at      timestamptz not null,
    reason                text,
    status                wellness.reschedule_status not null default 'pending',
    responded_by          uuid references identity.users (id) on delete set null,
    responded_at          timestamptz,
    response_notes        text,
    created_at            timestamptz not null default now(),
    updated_at            timestamptz not null default now(),
    check (original_scheduled_at <> new_scheduled_at)
);

create index booking_reschedule_booking on wellness.booking_reschedule_requests (booking_id);
create index booking_reschedule_pending
    on wellness.booking_reschedule_requests (new_scheduled_at)
    where status = 'pending';
create index booking_reschedule_requests_requested_by_fk
    on wellness.booking_reschedule_requests (requested_by);
create index booking_reschedule_requests_responded_by_fk
    on wellness.booking_reschedule_requests (responded_by);

-- Health data: never captured.
create table wellness.health_profiles (
    user_id                     uuid primary key references identity.users (id) on delete cascade,
    blood_type                  wellness.blood_type,
    height_cm                   integer check (height_cm > 0 and height_cm < 300),
    weight_kg                   numeric(5, 2) check (weight_kg > 0 and weight_kg < 1000),
    allergies                   text[] not null default '{}',
    chronic_conditions          text[] not null default '{}',
    current_medications         jsonb not null default '[]',
    past_surgeries              jsonb not null default '[]',
    family_history              jsonb not null default '{}',
    lifestyle_factors           jsonb not null default '{}',
    health_goals                text[] not null default '{}',
    emergency_medical_info      text,
    physician_name              text,
    physician_contact           text,
    insurance_provider          text,
    insurance_policy_number_enc bytea,
    privacy_level               wellness.privacy_level not null default 'private',
    sharing_permissions         jsonb not null default '{}',
    created_at                  timestamptz not null default now(),
    updated_at                  timestamptz not null default now()
);

-- Health data: never captured.
create table wellness.health_records (
    id              uuid primary key default gen_random_uuid(),
    user_id         uuid not null references identity.users (id) on delete restrict,
    practitioner_id uuid references wellness.practitioners (id) on delete restrict,
    booking_id      uuid references wellness.booking_registry (id),
    record_type     wellness.health_record_type not null,
    title           text not null,
    content         text,
    structured_data jsonb not null default '{}',
    tags            text[] not null default '{}',
    privacy_level   wellness.privacy_level not null default 'private',
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

create index health_records_user on wellness.health_records (user_id, created_at desc);
create index health_records_practitioner on wellness.health_records (practitioner_id);
create index health_records_type on wellness.health_records (user_id, record_type);
create index health_records_booking_id_fk on wellness.health_records (booking_id);

-- Health data: never captured.
create table wellness.health_record_sharing (
    id               uuid primary key default gen_random_uuid(),
    health_record_id uuid not null references wellness.health_records (id) on delete cascade,
    shared_by        uuid not null references identity.users (id) on delete restrict,
    shared_with      uuid not null references identity.users (id) on delete cascade,
    permission_level wellness.permission_level not null default 'read',
    expires_at       timestamptz,
    revoked_at       timestamptz,
    access_count     integer not null default 0,
    last_accessed_at timestamptz,
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    unique (health_record_id, shared_with),
    check (shared_by <> shared_with)
);

create index health_record_sharing_with
    on wellness.health_record_sharing (shared_with)
    where revoked_at is null;
create index health_record_sharing_expires
    on wellness.health_record_sharing (expires_at)
    where revoked_at is null;
create index health_record_sharing_shared_by_fk on wellness.health_record_sharing (shared_by);
create index health_record_sharing_shared_with_fk on wellness.health_record_sharing (shared_with);

create table wellness.reviews (
    id                         uuid primary key default gen_random_uuid(),
    booking_id                 uuid not null unique references wellness.booking_registry (id),
    reviewer_id                uuid not null references identity.users (id) on delete restrict,
    practitioner_id            uuid not null
        references wellness.practitioners (id) on delete restrict,
    rating                     smallint not null check (rating between 1 and 5),
    title                      text,
    content                    text,
    aspects                    jsonb not null default '{}',
    anonymous                  boolean not null default false,
    verified                   boolean not null default false,
    status                     wellness.review_status not null default 'published',
    moderated_by               uuid references identity.users (id) on delete set null,
    moderated_at               timestamptz,
    moderation_notes           text,
    response_from_practitioner text,
    response_at                timestamptz,
    created_at                 timestamptz not null default now(),
    updated_at                 timestamptz not null default now()
);

create index reviews_practitioner on wellness.reviews (practitioner_id, status, created_at desc);
create index reviews_reviewer on wellness.reviews (reviewer_id);
create index reviews_status on wellness.reviews (status, created_at desc);
create index reviews_rating on wellness.reviews (rating) where status = 'published';
create index reviews_moderated_by_fk on wellness.reviews (moderated_by);

create table wellness.review_helpfulness (
    id         uuid primary key default gen_random_uuid(),
    review_id  uuid not null references wellness.reviews (id) on delete cascade,
    user_id    uuid not null references identity.users (id) on delete cascade,
    helpful    boolean not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (review_id, user_id)
);

create index review_helpfulness_user_id_fk on wellness.review_helpfulness (user_id);

-- The source of the reported count of a review.
create table wellness.review_reports (
    id         uuid primary key default gen_random_uuid(),
    review_id  uuid not null references wellness.reviews (id) on delete cascade,
    user_id    uuid not null references identity.users (id) on delete cascade,
    reason     text,
    created_at timestamptz not null default now(),
    unique (review_id, user_id)
);

create index review_reports_user_id_fk on wellness.review_reports (user_id);
