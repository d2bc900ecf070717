-- What the pipeline computes. It is the only writer: no keys to other tables, not published.

create table derived.match_scores (
    project_id          uuid not null,
    user_id             uuid not null,
    application_id      uuid,
    score               numeric(5, 2) not null check (score between 0 and 100),
    skills_part         numeric(5, 4),
    certifications_part numeric(5, 4),
    experience_part     numeric(5, 4),
    location_part       numeric(5, 4),
    budget_part         numeric(5, 4),
    model_version       text not null,
    computed_at         timestamptz not null,
    primary key (project_id, user_id)
);

create index match_scores_rank on derived.match_scores (project_id, score desc);
create index match_scores_user on derived.match_scores (user_id, score desc);

create table derived.project_statistics (
    project_id        uuid primary key,
    application_count integer not null,
    pending_count     integer not null,
    accepted_count    integer not null,
    remaining_slots   integer,
    updated_at        timestamptz not null
);

create table derived.course_statistics (
    course_id               uuid primary key,
    enrollment_count        integer not null,
    active_enrollment_count integer not null,
    completion_count        integer not null,
    completion_rate         numeric(5, 2),
    avg_progress_percentage numeric(5, 2),
    rating_count            integer not null,
    rating_sum              bigint not null,
    average_rating          numeric(3, 2),
    recommend_count         integer not null,
    purchase_count          integer not null,
    gross_revenue_cents     bigint not null,
    refunded_cents          bigint not null,
    net_revenue_cents       bigint not null,
    currency                char(3) not null,
    module_count            integer not null,
    lesson_count            integer not null,
    assessment_count        integer not null,
    updated_at              timestamptz not null
);

create table derived.course_progress (
    user_id                  uuid not null,
    course_id                uuid not null,
    total_lessons            integer not null,
    completed_lessons        integer not null,
    progress_percentage      numeric(5, 2) not null,
    total_time_spent_seconds bigint not null,
    notes_count              integer not null,
    bookmarks_count          integer not null,
    last_accessed_at         timestamptz,
    completed_at             timestamptz,
    updated_at               timestamptz not null,
    primary key (user_id, course_id)
);

create table derived.learner_dashboard (
    user_id             uuid primary key,
    active_enrollments  integer not null,
    completed_courses   integer not null,
    total_study_seconds bigint not null,
    achievements        integer not null,
    recent_courses      jsonb not null,
    updated_at          timestamptz not null
);

create table derived.course_recommendations (
    user_id     uuid not null,
    course_id   uuid not null,
    score       numeric(6, 4) not null,
    rank        integer not null,
    computed_at timestamptz not null,
    primary key (user_id, course_id)
);

create table derived.tag_usage (
    tag_id      uuid primary key,
    usage_count integer not null,
    updated_at  timestamptz not null
);

create table derived.resource_downloads (
    resource_id    uuid primary key,
    download_count bigint not null,
    updated_at     timestamptz not null
);

create table derived.practitioner_stats (
    practitioner_id uuid primary key,
    rating_count    integer not null,
    rating_sum      bigint not null,
    average_rating  numeric(3, 2),
    total_sessions  integer not null,
    no_show_count   integer not null,
    updated_at      timestamptz not null
);

create index practitioner_stats_rank
    on derived.practitioner_stats (average_rating desc nulls last, rating_count desc);

create table derived.review_counts (
    review_id         uuid primary key,
    helpful_count     integer not null,
    not_helpful_count integer not null,
    reported_count    integer not null,
    updated_at        timestamptz not null
);

create table derived.meeting_statistics (
    meeting_id              uuid primary key,
    title                   text,
    starts_at               timestamptz,
    status                  text,
    invited_count           integer not null,
    accepted_count          integer not null,
    attended_count          integer not null,
    no_show_count           integer not null,
    external_invited_count  integer not null,
    external_attended_count integer not null,
    duration_sum_minutes    bigint not null,
    duration_samples        integer not null,
    avg_duration_minutes    numeric(7, 2),
    updated_at              timestamptz not null
);

create table derived.user_engagement (
    user_id                      uuid primary key,
    meetings_invited             integer not null,
    meetings_attended            integer not null,
    duration_sum_minutes         bigint not null,
    duration_samples             integer not null,
    avg_meeting_duration_minutes numeric(7, 2),
    last_meeting_attended_at     timestamptz,
    updated_at                   timestamptz not null
);

create table derived.event_statistics (
    event_id           uuid primary key,
    registration_count integer not null,
    attendee_count     integer not null,
    waitlist_count     integer not null,
    updated_at         timestamptz not null
);

create table derived.conversation_state (
    conversation_id uuid primary key,
    last_message_id uuid,
    last_message_at timestamptz,
    message_count   bigint not null,
    updated_at      timestamptz not null
);

create table derived.content_statistics (
    item_id     uuid primary key,
    view_count  bigint not null,
    like_count  integer not null,
    share_count integer not null,
    updated_at  timestamptz not null
);

create table derived.family_plan_usage (
    family_plan_id  uuid primary key,
    current_members integer not null,
    max_members     integer not null,
    updated_at      timestamptz not null
);

create table derived.payment_state (
    payment_id            uuid primary key,
    amount_cents          bigint not null,
    refunded_amount_cents bigint not null,
    effective_status      text not null,
    updated_at            timestamptz not null
);

create table derived.revenue_daily (
    day                date not null,
    source_system      text not null,
    payment_type       text not null,
    currency           char(3) not null,
    gross_cents        bigint not null,
    refunded_cents     bigint not null,
    net_cents          bigint not null,
    platform_fee_cents bigint not null,
    payments           integer not null,
    updated_at         timestamptz not null,
    primary key (day, source_system, payment_type, currency)
);

create table derived.notification_counts (
    user_id              uuid primary key,
    unread_notifications integer not null,
    unread_messages      integer not null,
    updated_at           timestamptz not null
);

create table derived.email_statistics (
    template_id uuid primary key,
    sent        integer not null,
    delivered   integer not null,
    opened      integer not null,
    clicked     integer not null,
    bounced     integer not null,
    updated_at  timestamptz not null
);

create table derived.search_terms_daily (
    day                  date not null,
    search_type          text not null,
    term                 text not null,
    searches             integer not null,
    zero_result_searches integer not null,
    clicks               integer not null,
    click_position_sum   bigint not null,
    duration_ms_sum      bigint not null,
    primary key (day, search_type, term)
);

create table derived.conversion_daily (
    day         date not null,
    event_type  text not null,
    source      text not null,
    medium      text not null,
    campaign    text not null,
    events      integer not null,
    users       integer not null,
    value_cents bigint not null,
    primary key (day, event_type, source, medium, campaign)
);

create table derived.ai_model_stats (
    model_name          text not null,
    model_version       text not null,
    request_count       bigint not null,
    response_ms_sum     bigint not null,
    average_response_ms numeric(10, 2),
    rating_count        integer not null,
    average_rating      numeric(3, 2),
    accurate_count      integer not null,
    helpful_count       integer not null,
    updated_at          timestamptz not null,
    primary key (model_name, model_version)
);

create table derived.role_statistics (
    role_id           uuid primary key,
    permissions_count integer not null,
    active_users      integer not null,
    updated_at        timestamptz not null
);

create table derived.applied_offsets (
    processor   text not null,
    topic       text not null,
    partition   integer not null,
    next_offset bigint not null,
    updated_at  timestamptz not null,
    primary key (processor, topic, partition)
);
