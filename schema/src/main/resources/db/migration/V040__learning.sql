-- Courses, their contents, and what people make of them.
-- Keys to billing and content follow where those tables are made.

create table learning.course_categories (
    id          uuid primary key default gen_random_uuid(),
    name        text not null unique,
    slug        text not null unique,
    description text,
    parent_id   uuid references learning.course_categories (id) on delete set null,
    icon_url    text,
    color       char(7),
    sort_order  integer not null default 0,
    is_active   boolean not null default true,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    check (parent_id is distinct from id)
);

create index course_categories_parent_id_fk on learning.course_categories (parent_id);

create table learning.course_tags (
    id         uuid primary key default gen_random_uuid(),
    name       text not null unique,
    slug       text not null unique,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);

create table learning.courses (
    id                     uuid primary key default gen_random_uuid(),
    source_system          ops.source_system not null,
    title                  text not null,
    slug                   text not null unique,
    short_description      text,
    description            text,
    instructor_id          uuid references identity.users (id) on delete restrict,
    instructor_name        text,
    instructor_bio         text,
    instructor_image_url   text,
    category_id            uuid references learning.course_categories (id) on delete set null,
    subcategory            text,
    difficulty             learning.difficulty not null default 'beginner',
    language               text not null default 'en',
    total_duration_minutes integer,
    price_cents            bigint not null default 0,
    original_price_cents   bigint,
    currency               char(3) not null default 'USD',
    access_duration_days   integer,
    status                 learning.course_status not null default 'draft',
    is_featured            boolean not null default false,
    thumbnail_url          text,
    preview_video_url      text,
    downloadable_resources text[] not null default '{}',
    meta_title             text,
    meta_description       text,
    learning_objectives    text[] not null default '{}',
    prerequisites          text[] not null default '{}',
    target_audience        text[] not null default '{}',
    published_at           timestamptz,
    created_at             timestamptz not null default now(),
    updated_at             timestamptz not null default now(),
    created_by             uuid references identity.users (id) on delete set null,
    deleted_at             timestamptz,
    check (
        price_cents >= 0
        and (original_price_cents is null or original_price_cents >= price_cents)
    ),
    check (instructor_id is not null or instructor_name is not null),
    check (total_duration_minutes >= 0)
);

create index courses_catalog
    on learning.courses (category_id, difficulty, price_cents)
    where status = 'published' and deleted_at is null;
create index courses_published
    on learning.courses (published_at desc)
    where status = 'published' and deleted_at is null;
create index courses_featured
    on learning.courses (created_at desc)
    where is_featured and deleted_at is null;
create index courses_instructor on learning.courses (instructor_id);
create index courses_price
    on learning.courses (price_cents, difficulty)
    where status = 'published' and deleted_at is null;
create index courses_category_id_fk on learning.courses (category_id);
create index courses_created_by_fk on learning.courses (created_by);

create table learning.course_tag_map (
    course_id uuid not null references learning.courses (id) on delete cascade,
    tag_id    uuid not null references learning.course_tags (id) on delete cascade,
    primary key (course_id, tag_id)
);

create index course_tag_map_tag on learning.course_tag_map (tag_id);

create table learning.course_modules (
    id                  uuid primary key default gen_random_uuid(),
    course_id           uuid not null references learning.courses (id) on delete cascade,
    title               text not null,
    description         text,
    learning_objectives text[] not null default '{}',
    order_index         integer not null check (order_index >= 1),
    duration_minutes    integer check (duration_minutes >= 0),
    is_published        boolean not null default false,
    is_preview          boolean not null default false,
    created_at          timestamptz not null default now(),
    updated_at          timestamptz not null default now(),
    unique (course_id, order_index) deferrable initially immediate,
    unique (id, course_id)
);

create table learning.lessons (
    id                         uuid primary key default gen_random_uuid(),
    course_id                  uuid not null references learning.courses (id) on delete cascade,
    module_id                  uuid not null,
    title                      text not null,
    slug                       text not null,
    description                text,
    content                    text,
    lesson_type                learning.lesson_type not null default 'text',
    video_url                  text,
    video_duration_seconds     integer check (video_duration_seconds >= 0),
    video_quality              jsonb,
    estimated_duration_minutes integer,
    reading_time_minutes       integer,
    order_index                integer not null check (order_index >= 1),
    is_published               boolean not null default false,
    is_preview                 boolean not null default false,
    is_downloadable            boolean not null default false,
    attachments                jsonb not null default '[]',
    external_links             jsonb not null default '[]',
    completion_criteria        jsonb not null default '{"type":"viewed"}',
    created_at                 timestamptz not null default now(),
    updated_at                 timestamptz not null default now(),
    foreign key (module_id, course_id)
        references learning.course_modules (id, course_id) on delete cascade,
    unique (course_id, slug),
    unique (module_id, order_index) deferrable initially immediate
);

create index lessons_course on learning.lessons (course_id, module_id, order_index);

create table learning.course_resources (
    id              uuid primary key default gen_random_uuid(),
    course_id       uuid not null references learning.courses (id) on delete cascade,
    lesson_id       uuid references learning.lessons (id) on delete cascade,
    media_file_id   uuid,
    title           text not null,
    description     text,
    file_url        text not null,
    file_type       text,
    file_size       bigint check (file_size > 0),
    is_downloadable boolean not null default true,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now()
);

create index course_resources_course on learning.course_resources (course_id, lesson_id);
create index course_resources_lesson_id_fk on learning.course_resources (lesson_id);
create index course_resources_media_file_id_fk on learning.course_resources (media_file_id);

create table learning.assessments (
    id                       uuid primary key default gen_random_uuid(),
    course_id                uuid not null references learning.courses (id) on delete cascade,
    module_id                uuid references learning.course_modules (id) on delete cascade,
    lesson_id                uuid references learning.lessons (id) on delete cascade,
    title                    text not null,
    description              text,
    instructions             text,
    assessment_type          learning.assessment_type not null default 'quiz',
    passing_score_percent    numeric(5, 2) not null default 70
        check (passing_score_percent between 0 and 100),
    max_attempts             integer check (max_attempts > 0),
    time_limit_minutes       integer check (time_limit_minutes > 0),
    randomize_questions      boolean not null default false,
    auto_grade               boolean not null default true,
    show_correct_answers     boolean not null default true,
    show_results_immediately boolean not null default true,
    is_required              boolean not null default false,
    is_published             boolean not null default false,
    created_at               timestamptz not null default now(),
    updated_at               timestamptz not null default now()
);

create index assessments_course on learning.assessments (course_id, lesson_id);
create index assessments_lesson_id_fk on learning.assessments (lesson_id);
create index assessments_module_id_fk on learning.assessments (module_id);

create table learning.assessment_questions (
    id             uuid primary key default gen_random_uuid(),
    assessment_id  uuid not null references learning.assessments (id) on delete cascade,
    question_text  text not null,
    question_type  learning.question_type not null,
    explanation    text,
    points         numeric(7, 2) not null default 1 check (points >= 0),
    order_index    integer not null check (order_index >= 1),
    options        jsonb,
    correct_answer jsonb,
    created_at     timestamptz not null default now(),
    updated_at     timestamptz not null default now(),
    unique (assessment_id, order_index) deferrable initially immediate
);

create table learning.assessment_attempts (
    id                 uuid primary key default gen_random_uuid(),
    assessment_id      uuid not null references learning.assessments (id) on delete cascade,
    user_id            uuid not null references identity.users (id) on delete cascade,
    attempt_number     integer not null check (attempt_number >= 1),
    started_at         timestamptz not null default now(),
    submitted_at       timestamptz,
    time_taken_seconds integer check (time_taken_seconds >= 0),
    score              numeric(7, 2),
    max_score          numeric(7, 2) check (max_score > 0),
    percentage         numeric(5, 2) check (percentage between 0 and 100),
    passed             boolean not null default false,
    answers            jsonb not null default '{}',
    auto_graded        boolean not null default true,
    graded_by          uuid references identity.users (id) on delete set null,
    graded_at          timestamptz,
    feedback           text,
    unique (assessment_id, user_id, attempt_number),
    check (score is null or (max_score is not null and score between 0 and max_score))
);

create index assessment_attempts_user on learning.assessment_attempts (user_id);
create index assessment_attempts_graded_by_fk on learning.assessment_attempts (graded_by);

create table learning.enrollments (
    id                uuid primary key default gen_random_uuid(),
    user_id           uuid not null references identity.users (id) on delete cascade,
    course_id         uuid not null references learning.courses (id) on delete restrict,
    status            learning.enrollment_status not null default 'active',
    enrolled_at       timestamptz not null default now(),
    access_expires_at timestamptz,
    completed_at      timestamptz,
    last_accessed_at  timestamptz,
    payment_id        uuid,
    amount_paid_cents bigint not null default 0 check (amount_paid_cents >= 0),
    created_at        timestamptz not null default now(),
    updated_at        timestamptz not null default now(),
    unique (user_id, course_id)
);

create index enrollments_course on learning.enrollments (course_id, status);
create index enrollments_payment_id_fk on learning.enrollments (payment_id);

-- The hottest table: one row a person and lesson, spread over sixteen hash partitions.
create table learning.lesson_progress (
    user_id                  uuid not null references identity.users (id) on delete cascade,
    lesson_id                uuid not null references learning.lessons (id) on delete cascade,
    status                   learning.progress_status not null default 'not_started',
    progress_percentage      numeric(5, 2) not null default 0
        check (progress_percentage between 0 and 100),
    total_time_spent_seconds integer not null default 0 check (total_time_spent_seconds >= 0),
    last_position_seconds    integer not null default 0 check (last_position_seconds >= 0),
    video_progress_seconds   integer not null default 0 check (video_progress_seconds >= 0),
    video_completed          boolean not null default false,
    started_at               timestamptz,
    completed_at             timestamptz,
    last_accessed_at         timestamptz not null default now(),
    interaction_count        integer not null default 0,
    created_at               timestamptz not null default now(),
    updated_at               timestamptz not null default now(),
    primary key (user_id, lesson_id),
    check ((status = 'completed') = (completed_at is not null))
) partition by hash (user_id);

do $$
begin
    for i in 0..15 loop
        execute format(
            'create table learning.lesson_progress_h%s partition of learning.lesson_progress '
            'for values with (modulus 16, remainder %s)',
            lpad(i::text, 2, '0'), i);
    end loop;
end
$$;

create index lesson_progress_lesson on learning.lesson_progress (lesson_id, status);

-- A row appears when the last published lesson is completed, and carries the rating afterwards.
create table learning.course_completions (
    id                       uuid primary key default gen_random_uuid(),
    user_id                  uuid not null references identity.users (id) on delete cascade,
    course_id                uuid not null references learning.courses (id) on delete restrict,
    completed_at             timestamptz not null default now(),
    completion_percentage    numeric(5, 2) not null default 100,
    total_time_spent_seconds integer not null default 0,
    final_score              numeric(5, 2),
    rating                   smallint check (rating between 1 and 5),
    review                   text,
    would_recommend          boolean,
    reviewed_at              timestamptz,
    created_at               timestamptz not null default now(),
    updated_at               timestamptz not null default now(),
    unique (user_id, course_id)
);

create index course_completions_course on learning.course_completions (course_id);

create table learning.certificates (
    id                      uuid primary key default gen_random_uuid(),
    user_id                 uuid not null references identity.users (id) on delete cascade,
    course_id               uuid not null references learning.courses (id) on delete restrict,
    certificate_number      text not null unique,
    verification_code       text not null unique,
    issued_at               timestamptz not null default now(),
    expires_at              timestamptz,
    revoked_at              timestamptz,
    certificate_url         text not null,
    certificate_hash        text,
    final_score             numeric(5, 2),
    completion_time_minutes integer,
    created_at              timestamptz not null default now(),
    updated_at              timestamptz not null default now()
);

create unique index certificates_one_valid
    on learning.certificates (user_id, course_id)
    where revoked_at is null;
create index certificates_course_id_fk on learning.certificates (course_id);
create index certificates_user_id_fk on learning.certificates (user_id);

create table learning.user_notes (
    id                 uuid primary key default gen_random_uuid(),
    user_id            uuid not null references identity.users (id) on delete cascade,
    lesson_id          uuid not null references learning.lessons (id) on delete cascade,
    content            text not null,
    timestamp_in_video integer check (timestamp_in_video >= 0),
    is_private         boolean not null default true,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now()
);

create index user_notes_user on learning.user_notes (user_id, lesson_id);
create index user_notes_lesson_id_fk on learning.user_notes (lesson_id);

create table learning.user_bookmarks (
    id                 uuid primary key default gen_random_uuid(),
    user_id            uuid not null references identity.users (id) on delete cascade,
    lesson_id          uuid not null references learning.lessons (id) on delete cascade,
    title              text,
    timestamp_in_video integer check (timestamp_in_video >= 0),
    notes              text,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now()
);

create index user_bookmarks_user on learning.user_bookmarks (user_id, lesson_id);
create index user_bookmarks_lesson_id_fk on learning.user_bookmarks (lesson_id);

create table learning.user_achievements (
    id               uuid primary key default gen_random_uuid(),
    user_id          uuid not null references identity.users (id) on delete cascade,
    course_id        uuid references learning.courses (id) on delete cascade,
    achievement_code text not null,
    title            text not null,
    description      text,
    earned_at        timestamptz not null default now(),
    created_at       timestamptz not null default now()
);

create unique index user_achievements_once
    on learning.user_achievements (
        user_id,
        achievement_code,
        coalesce(course_id, '00000000-0000-0000-0000-000000000000'::uuid)
    );
create index user_achievements_course_id_fk on learning.user_achievements (course_id);
