-- Files, the library, cards, timelines, navigation; and what other domains attach files to.

create table content.media_files (
    id                 uuid primary key default gen_random_uuid(),
    user_id            uuid references identity.users (id) on delete set null,
    filename           text not null,
    original_filename  text not null,
    file_path          text not null,
    file_size          bigint not null check (file_size > 0),
    mime_type          text not null,
    file_hash          text,
    storage_provider   text not null default 's3',
    width              integer,
    height             integer,
    duration_seconds   integer,
    processing_status  content.processing_status not null default 'pending',
    processed_variants jsonb not null default '{}',
    cdn_url            text,
    cache_expires_at   timestamptz,
    access_level       content.access_level not null default 'private',
    encryption_key_id  text,
    virus_scan_status  content.scan_status not null default 'pending',
    virus_scan_result  jsonb,
    metadata           jsonb not null default '{}',
    expires_at         timestamptz,
    storage_deleted_at timestamptz,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),
    check (access_level <> 'temporary' or expires_at is not null)
);

create index media_files_user on content.media_files (user_id);
create index media_files_scan on content.media_files (virus_scan_status);
create index media_files_hash on content.media_files (file_hash) where file_hash is not null;
create index media_files_expired
    on content.media_files (expires_at)
    where access_level = 'temporary';

create table content.content_versions (
    id             uuid primary key default gen_random_uuid(),
    content_id     uuid not null,
    content_type   text not null,
    version_number integer not null check (version_number >= 1),
    content_data   jsonb not null,
    change_summary text,
    created_by     uuid references identity.users (id) on delete set null,
    created_at     timestamptz not null default now(),
    unique (content_id, content_type, version_number)
);

create index content_versions_created_by_fk on content.content_versions (created_by);

create table content.library_items (
    id                   uuid primary key default gen_random_uuid(),
    author_id            uuid references identity.users (id) on delete set null,
    title                text not null,
    slug                 text not null unique,
    content              text not null,
    excerpt              text,
    content_type         content.content_type not null,
    category             text,
    tags                 text[] not null default '{}',
    featured_image_url   text,
    reading_time_minutes integer,
    difficulty_level     learning.difficulty not null default 'beginner',
    target_audience      text[] not null default '{}',
    seo_meta             jsonb not null default '{}',
    status               content.content_status not null default 'draft',
    published_at         timestamptz,
    created_at           timestamptz not null default now(),
    updated_at           timestamptz not null default now(),
    check (status <> 'published' or published_at is not null)
);

create index library_items_published
    on content.library_items (content_type, published_at desc)
    where status = 'published';
create index library_items_category on content.library_items (category);
create index library_items_author on content.library_items (author_id);
create index library_items_tags on content.library_items using gin (tags);
create index library_items_status on content.library_items (status, published_at desc);

-- The source of the like and share counts of a library item.
create table content.item_reactions (
    id         uuid primary key default gen_random_uuid(),
    item_id    uuid not null references content.library_items (id) on delete cascade,
    user_id    uuid references identity.users (id) on delete set null,
    kind       content.reaction_kind not null,
    created_at timestamptz not null default now()
);

create unique index item_reactions_like_once
    on content.item_reactions (item_id, user_id)
    where kind = 'like';
create index item_reactions_item_id_fk on content.item_reactions (item_id);
create index item_reactions_user_id_fk on content.item_reactions (user_id);

create table content.resource_cards (
    id           uuid primary key default gen_random_uuid(),
    title        text not null,
    slug         text not null unique,
    description  text,
    category     text,
    image_url    text,
    link_url     text,
    tags         text[] not null default '{}',
    sort_order   integer not null default 0,
    is_published boolean not null default false,
    metadata     jsonb not null default '{}',
    created_by   uuid references identity.users (id) on delete set null,
    created_at   timestamptz not null default now(),
    updated_at   timestamptz not null default now(),
    deleted_at   timestamptz
);

create index resource_cards_created_by_fk on content.resource_cards (created_by);

create table content.resource_steps (
    id                uuid primary key default gen_random_uuid(),
    resource_card_id  uuid not null references content.resource_cards (id) on delete cascade,
    step_number       integer not null check (step_number >= 1),
    title             text not null,
    body              text not null,
    media_url         text,
    estimated_minutes integer,
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    unique (resource_card_id, step_number) deferrable initially immediate
);

create table content.timeline_items (
    id            uuid primary key default gen_random_uuid(),
    owner_user_id uuid references identity.users (id) on delete set null,
    project_id    uuid references projects.projects (id) on delete cascade,
    title         text not null,
    description   text,
    status        content.timeline_status not null default 'planned',
    starts_on     date,
    due_on        date,
    completed_at  timestamptz,
    sort_order    integer not null default 0,
    is_public     boolean not null default false,
    metadata      jsonb not null default '{}',
    created_at    timestamptz not null default now(),
    updated_at    timestamptz not null default now(),
    deleted_at    timestamptz,
    check (starts_on is null or due_on is null or starts_on <= due_on)
);

create index timeline_items_owner_user_id_fk on content.timeline_items (owner_user_id);
create index timeline_items_project_id_fk on content.timeline_items (project_id);

create table content.nav_items (
    id                  uuid primary key default gen_random_uuid(),
    parent_id           uuid references content.nav_items (id) on delete cascade,
    menu_key            text not null default 'main',
    label               text not null,
    url                 text,
    icon                text,
    required_permission text,
    sort_order          integer not null default 0,
    is_active           boolean not null default true,
    opens_new_tab       boolean not null default false,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),
    check (parent_id is distinct from id)
);

create index nav_items_parent_id_fk on content.nav_items (parent_id);

-- Files of other domains.
alter table learning.course_resources
    add foreign key (media_file_id) references content.media_files (id) on delete set null;

-- Health data: never captured. It is here because the files are.
create table wellness.health_record_attachments (
    health_record_id uuid not null references wellness.health_records (id) on delete cascade,
    media_file_id    uuid not null references content.media_files (id) on delete restrict,
    primary key (health_record_id, media_file_id)
);

create index health_record_attachments_media_file_id_fk
    on wellness.health_record_attachments (media_file_id);
