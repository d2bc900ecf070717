-- Events, meetings, conversations, notifications, e-mail, forms.
-- The key of registrations to payments follows with billing.

create table engagement.events (
    id                     uuid primary key default gen_random_uuid(),
    title                  text not null,
    description            text not null,
    short_description      text,
    start_at               timestamptz not null,
    end_at                 timestamptz not null,
    timezone               text not null default 'America/Los_Angeles',
    location_type          engagement.location_type not null default 'in_person',
    venue_name             text,
    venue_address          jsonb,
    venue_latitude         numeric(9, 6),
    venue_longitude        numeric(9, 6),
    meeting_platform       text,
    meeting_url            text,
    meeting_id             text,
    meeting_password_enc   bytea,
    max_attendees          integer check (max_attendees > 0),
    registration_deadline  timestamptz,
    requires_approval      boolean not null default false,
    price_cents            bigint not null default 0 check (price_cents >= 0),
    early_bird_price_cents bigint check (early_bird_price_cents >= 0),
    early_bird_deadline    timestamptz,
    currency               char(3) not null default 'USD',
    category               engagement.event_category not null default 'general',
    tags                   text[] not null default '{}',
    target_audience        text[] not null default '{}',
    featured_image_url     text,
    agenda                 jsonb not null default '[]',
    speakers               jsonb not null default '[]',
    sponsors               jsonb not null default '[]',
    status                 engagement.event_status not null default 'draft',
    visibility             engagement.visibility not null default 'public',
    is_featured            boolean not null default false,
    reminder_sent          boolean not null default false,
    follow_up_sent         boolean not null default false,
    created_at             timestamptz not null default now(),
    updated_at             timestamptz not null default now(),
    created_by             uuid not null references identity.users (id) on delete restrict,
    deleted_at             timestamptz,
    check (end_at > start_at),
    check (
        early_bird_price_cents is null
        or (early_bird_price_cents <= price_cents and early_bird_deadline is not null)
    )
);

create index events_dates on engagement.events (start_at, end_at) where deleted_at is null;
create index events_category on engagement.events (category, status) where deleted_at is null;
create index events_featured
    on engagement.events (start_at)
    where is_featured and deleted_at is null;
create index events_created_by_fk on engagement.events (created_by);

create table engagement.event_registrations (
    id                   uuid primary key default gen_random_uuid(),
    event_id             uuid not null references engagement.events (id) on delete cascade,
    user_id              uuid not null references identity.users (id) on delete cascade,
    registered_at        timestamptz not null default now(),
    status               engagement.registration_status not null default 'registered',
    payment_id           uuid,
    amount_paid_cents    bigint not null default 0 check (amount_paid_cents >= 0),
    checked_in           boolean not null default false,
    check_in_time        timestamptz,
    attended             boolean not null default false,
    dietary_restrictions text,
    accessibility_needs  text,
    emergency_contact    jsonb,
    custom_fields        jsonb not null default '{}',
    wants_reminders      boolean not null default true,
    wants_follow_up      boolean not null default true,
    created_at           timestamptz not null default now(),
    updated_at           timestamptz not null default now(),
    unique (event_id, user_id)
);

create index event_registrations_event
    on engagement.event_registrations (event_id, registered_at desc);
create index event_registrations_user
    on engagement.event_registrations (user_id, registered_at desc);
create index event_registrations_payment_id_fk on engagement.event_registrations (payment_id);

-- starts_at is scheduled_date and start_time in the meeting's zone, written by the application.
create table engagement.meetings (
    id                      uuid primary key default gen_random_uuid(),
    title                   text not null,
    description             text,
    scheduled_date          date not null,
    start_time              time not null,
    timezone                text not null default 'UTC',
    starts_at               timestamptz not null,
    duration_minutes        integer not null default 60
        check (duration_minutes > 0 and duration_minutes <= 480),
    platform                text not null default 'google-meet'
        check (platform in ('google-meet', 'zoom')),
    meeting_link            text,
    external_meeting_id     text,
    is_private              boolean not null default true,
    max_attendees           integer default 50 check (max_attendees > 0),
    requires_approval       boolean not null default false,
    status                  engagement.meeting_status not null default 'scheduled',
    is_recurring            boolean not null default false,
    actual_duration_minutes integer check (actual_duration_minutes >= 0),
    created_by              uuid references identity.users (id) on delete set null,
    created_at              timestamptz not null default now(),
    updated_at              timestamptz not null default now()
);

create index meetings_date on engagement.meetings (starts_at, status);
create index meetings_scheduled on engagement.meetings (starts_at) where status = 'scheduled';
create index meetings_created_by_fk on engagement.meetings (created_by);

create table engagement.meeting_attendances (
    id                    uuid primary key default gen_random_uuid(),
    meeting_id            uuid not null references engagement.meetings (id) on delete cascade,
    user_id               uuid not null references identity.users (id) on delete cascade,
    status                engagement.attendance_status not null default 'invited',
    invited_at            timestamptz not null default now(),
    responded_at          timestamptz,
    joined_at             timestamptz,
    left_at               timestamptz,
    email_domain          text,
    is_external_domain    boolean not null default false,
    join_duration_minutes integer check (join_duration_minutes >= 0),
    device_type           engagement.device_type,
    created_at            timestamptz not null default now(),
    updated_at            timestamptz not null default now(),
    unique (meeting_id, user_id),
    check (left_at is null or joined_at is null or left_at >= joined_at)
);

create index meeting_attendances_user on engagement.meeting_attendances (user_id);
create index meeting_attendances_domain
    on engagement.meeting_attendances (is_external_domain, email_domain);

create table engagement.conversations (
    id         uuid primary key default gen_random_uuid(),
    type       engagement.conversation_type not null,
    subject    text,
    status     engagement.conversation_status not null default 'active',
    booking_id uuid references wellness.booking_registry (id),
    metadata   jsonb not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create index conversations_type on engagement.conversations (type, status);
create index conversations_booking_id_fk on engagement.conversations (booking_id);

create table engagement.conversation_participants (
    id                    uuid primary key default gen_random_uuid(),
    conversation_id       uuid not null references engagement.conversations (id) on delete cascade,
    user_id               uuid not null references identity.users (id) on delete restrict,
    role                  engagement.participant_role not null default 'participant',
    joined_at             timestamptz not null default now(),
    left_at               timestamptz,
    last_read_at          timestamptz,
    notification_settings jsonb not null default '{}',
    unique (conversation_id, user_id)
);

create index conversation_participants_user on engagement.conversation_participants (user_id);

-- Partitioned by month; created_at never changes, it is the partition key.
create table engagement.messages (
    id              uuid not null default gen_random_uuid(),
    conversation_id uuid not null references engagement.conversations (id) on delete restrict,
    sender_id       uuid not null references identity.users (id) on delete restrict,
    recipient_id    uuid references identity.users (id) on delete restrict,
    subject         text,
    content         text,
    message_type    engagement.message_type not null default 'text',
    priority        engagement.priority not null default 'normal',
    attachments     jsonb not null default '[]',
    metadata        jsonb not null default '{}',
    reply_to_id     uuid,
    read_at         timestamptz,
    is_flagged      boolean not null default false,
    flagged_reason  text,
    moderated_by    uuid references identity.users (id) on delete set null,
    moderated_at    timestamptz,
    edited_at       timestamptz,
    deleted_at      timestamptz,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    primary key (id, created_at),
    check (
        deleted_at is not null
        or coalesce(length(content), 0) > 0
        or jsonb_array_length(attachments) > 0
    )
) partition by range (created_at);

create index messages_conversation
    on engagement.messages (conversation_id, created_at desc)
    where deleted_at is null;
create index messages_sender
    on engagement.messages (sender_id, created_at desc)
    where deleted_at is null;
create index messages_unread
    on engagement.messages (recipient_id, created_at desc)
    where read_at is null and deleted_at is null;
create index messages_reply on engagement.messages (reply_to_id) where reply_to_id is not null;
create index messages_conversation_id_fk on engagement.messages (conversation_id);
create index messages_moderated_by_fk on engagement.messages (moderated_by);
create index messages_recipient_id_fk on engagement.messages (recipient_id);
create index messages_sender_id_fk on engagement.messages (sender_id);

create table engagement.message_reactions (
    id                 uuid primary key default gen_random_uuid(),
    message_id         uuid not null,
    message_created_at timestamptz not null,
    user_id            uuid not null references identity.users (id) on delete cascade,
    reaction_type      text not null,
    created_at         timestamptz not null default now(),
    foreign key (message_id, message_created_at)
        references engagement.messages (id, created_at) on delete cascade,
    unique (message_id, user_id, reaction_type)
);

create index message_reactions_user_id_fk on engagement.message_reactions (user_id);

create table engagement.notification_templates (
    id               uuid primary key default gen_random_uuid(),
    source_system    ops.source_system not null,
    name             text not null,
    display_name     text not null,
    description      text,
    subject_template text not null,
    body_template    text not null,
    html_template    text,
    type             engagement.notification_type not null,
    channels         text[] not null default '{in_app}'
        check (channels <@ array['in_app', 'email', 'sms', 'push']),
    variables        text[] not null default '{}',
    locale           text not null default 'en-US',
    is_active        boolean not null default true,
    version          integer not null default 1 check (version >= 1),
    created_at       timestamptz not null default now(),
    updated_at       timestamptz not null default now(),
    created_by       uuid references identity.users (id) on delete set null,
    unique (source_system, name, locale, version)
);

create index notification_templates_created_by_fk on engagement.notification_templates (created_by);

create table engagement.notifications (
    id                 uuid primary key default gen_random_uuid(),
    user_id            uuid not null references identity.users (id) on delete cascade,
    type               engagement.notification_type not null,
    title              text not null,
    message            text not null,
    channels           text[] not null default '{in_app}'
        check (channels <@ array['in_app', 'email', 'sms', 'push']),
    priority           engagement.priority not null default 'normal',
    category           text,
    read_at            timestamptz,
    delivery_status    jsonb not null default '{}',
    scheduled_for      timestamptz,
    sent_at            timestamptz,
    expires_at         timestamptz,
    data               jsonb not null default '{}',
    action_url         text,
    action_text        text,
    template_id        uuid references engagement.notification_templates (id) on delete set null,
    template_variables jsonb,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now()
);

create index notifications_user on engagement.notifications (user_id, created_at desc);
create index notifications_unread
    on engagement.notifications (user_id, created_at desc)
    where read_at is null;
create index notifications_scheduled
    on engagement.notifications (scheduled_for)
    where scheduled_for is not null and sent_at is null;
create index notifications_expired
    on engagement.notifications (expires_at)
    where read_at is not null;
create index notifications_type on engagement.notifications (type, created_at desc);
create index notifications_template_id_fk on engagement.notifications (template_id);

create table engagement.email_logs (
    id                  uuid primary key default gen_random_uuid(),
    template_id         uuid references engagement.notification_templates (id) on delete set null,
    notification_id     uuid references engagement.notifications (id) on delete set null,
    user_id             uuid references identity.users (id) on delete set null,
    recipient_email     text not null,
    subject             text not null,
    status              engagement.email_status not null default 'queued',
    provider            text,
    provider_message_id text,
    error_message       text,
    sent_at             timestamptz,
    delivered_at        timestamptz,
    opened_at           timestamptz,
    clicked_at          timestamptz,
    bounced_at          timestamptz,
    metadata            jsonb not null default '{}',
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now()
);

create unique index email_logs_provider
    on engagement.email_logs (provider, provider_message_id)
    where provider_message_id is not null;
create index email_logs_template on engagement.email_logs (template_id, status);
create index email_logs_notification_id_fk on engagement.email_logs (notification_id);
create index email_logs_user_id_fk on engagement.email_logs (user_id);

create table engagement.form_submissions (
    id          uuid primary key default gen_random_uuid(),
    form_key    text not null,
    user_id     uuid references identity.users (id) on delete set null,
    name        text,
    email       text,
    phone       text,
    subject     text,
    message     text,
    payload     jsonb not null default '{}',
    status      engagement.form_status not null default 'new',
    assigned_to uuid references identity.users (id) on delete set null,
    handled_at  timestamptz,
    source_url  text,
    ip_address  inet,
    user_agent  text,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    deleted_at  timestamptz
);

create index form_submissions_status
    on engagement.form_submissions (form_key, status, created_at desc);
create index form_submissions_assigned_to_fk on engagement.form_submissions (assigned_to);
create index form_submissions_user_id_fk on engagement.form_submissions (user_id);
