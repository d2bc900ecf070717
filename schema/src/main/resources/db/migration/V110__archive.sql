-- Where old rows go. Each table has the columns of its source, in order, and the time of the move.
-- A new column of the source needs the same column here, in the same migration.

create table archive.audit_logs (
    like ops.audit_logs including defaults,
    archived_at timestamptz not null default now(),
    primary key (id)
);

create index archive_audit_logs_resource
    on archive.audit_logs (resource_type, resource_id, occurred_at desc);
create index archive_audit_logs_time on archive.audit_logs (occurred_at);

create table archive.bookings (
    like wellness.bookings including defaults,
    archived_at timestamptz not null default now(),
    primary key (id)
);

create index archive_bookings_user on archive.bookings (user_id, created_at desc);
create index archive_bookings_practitioner on archive.bookings (practitioner_id, created_at desc);

create table archive.booking_participants (
    like wellness.booking_participants including defaults,
    archived_at timestamptz not null default now(),
    primary key (id)
);

create table archive.booking_reschedule_requests (
    like wellness.booking_reschedule_requests including defaults,
    archived_at timestamptz not null default now(),
    primary key (id)
);

create table archive.messages (
    like engagement.messages including defaults,
    archived_at timestamptz not null default now(),
    primary key (id)
);

create index archive_messages_conversation on archive.messages (conversation_id, created_at desc);
create index archive_messages_sender on archive.messages (sender_id);

create table archive.message_reactions (
    like engagement.message_reactions including defaults,
    archived_at timestamptz not null default now(),
    primary key (id)
);

-- What dropped activity partitions had counted, by month.
create table archive.activity_rollups (
    month         date not null,
    activity_type analytics.activity_type not null,
    entity_type   text not null,
    entity_id     uuid not null,
    events        bigint not null check (events > 0),
    primary key (month, activity_type, entity_type, entity_id)
);
