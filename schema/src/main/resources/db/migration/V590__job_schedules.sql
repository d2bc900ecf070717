-- When batch jobs run by themselves. Operators change these rows while the role runs; it looks at
-- them each time a job's task wakes.

create table batch.schedules (
    job_name   text primary key,
    cron       text not null,
    zone       text not null,
    misfire    text not null check (misfire in ('run', 'skip')),
    is_paused  boolean not null default false,
    next_due   timestamptz not null,
    last_due   timestamptz,
    changed_by text not null,
    changed_at timestamptz not null default clock_timestamp(),
    -- Whatever happens to a clock, no due time comes twice.
    check (last_due < next_due)
);

comment on table batch.schedules is 'When batch jobs run by themselves, one row a job.';
comment on column batch.schedules.cron is
    'Five fields of crontab, or six that begin with the second.';
comment on column batch.schedules.zone is 'IANA time zone in which the expression is read.';
comment on column batch.schedules.misfire is
    'What becomes of a due time that was missed: one run as soon as possible, or none.';
comment on column batch.schedules.is_paused is 'Due times pass without a run.';
comment on column batch.schedules.next_due is
    'The due time that comes next, or waits to be run; moves on when its run has ended.';

-- The tasks of db-scheduler, as release 16 publishes them: which process looks at which job, when.
create table batch.scheduled_tasks (
    task_name            text not null,
    task_instance        text not null,
    task_data            bytea,
    execution_time       timestamptz not null,
    picked               boolean not null,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures int,
    last_heartbeat       timestamptz,
    version              bigint not null,
    priority             smallint,
    primary key (task_name, task_instance)
);

create index scheduled_tasks_execution_time on batch.scheduled_tasks (execution_time);
create index scheduled_tasks_last_heartbeat on batch.scheduled_tasks (last_heartbeat);

comment on table batch.scheduled_tasks is
    'Tasks of db-scheduler: which process looks at which job, and when again.';

-- The run of a due time is looked for by it.
create index runs_scheduled_for on batch.runs (job_name, (parameters ->> 'scheduled-for'));
