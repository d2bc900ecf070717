-- Where the batch jobs keep what they did and how far they are: in this database, so that the rows
-- of a chunk and its progress commit in one transaction. Times of Spring Batch have no zone; the
-- times to rely on are those of batch.runs.

-- Spring Batch's own tables, as release 6.0 publishes them; the prefix of their names is the schema.
create table batch.job_instance (
    job_instance_id bigint primary key,
    version         bigint,
    job_name        varchar(100) not null,
    job_key         varchar(32) not null,
    constraint job_inst_un unique (job_name, job_key)
);

create table batch.job_execution (
    job_execution_id bigint primary key,
    version          bigint,
    job_instance_id  bigint not null references batch.job_instance (job_instance_id),
    create_time      timestamp not null,
    start_time       timestamp,
    end_time         timestamp,
    status           varchar(10),
    exit_code        varchar(2500),
    exit_message     varchar(2500),
    last_updated     timestamp
);

create index job_execution_instance on batch.job_execution (job_instance_id);
create index job_execution_open
    on batch.job_execution (status)
    where status in ('STARTING', 'STARTED', 'STOPPING', 'UNKNOWN');

create table batch.job_execution_params (
    job_execution_id bigint not null references batch.job_execution (job_execution_id),
    parameter_name   varchar(100) not null,
    parameter_type   varchar(100) not null,
    parameter_value  varchar(2500),
    identifying      char(1) not null,
    primary key (job_execution_id, parameter_name)
);

create table batch.step_execution (
    step_execution_id  bigint primary key,
    version            bigint not null,
    step_name          varchar(100) not null,
    job_execution_id   bigint not null references batch.job_execution (job_execution_id),
    create_time        timestamp not null,
    start_time         timestamp,
    end_time           timestamp,
    status             varchar(10),
    commit_count       bigint,
    read_count         bigint,
    filter_count       bigint,
    write_count        bigint,
    read_skip_count    bigint,
    write_skip_count   bigint,
    process_skip_count bigint,
    rollback_count     bigint,
    exit_code          varchar(2500),
    exit_message       varchar(2500),
    last_updated       timestamp
);

create index step_execution_job on batch.step_execution (job_execution_id);

create table batch.step_execution_context (
    step_execution_id  bigint primary key references batch.step_execution (step_execution_id),
    short_context      varchar(2500) not null,
    serialized_context text
);

create table batch.job_execution_context (
    job_execution_id   bigint primary key references batch.job_execution (job_execution_id),
    short_context      varchar(2500) not null,
    serialized_context text
);

create sequence batch.job_instance_seq;
create sequence batch.job_execution_seq;
create sequence batch.step_execution_seq;

-- One row an execution: who started it, with what, and how far it is. The chunk that did the rows
-- adds them here.
create table batch.runs (
    job_execution_id bigint primary key references batch.job_execution (job_execution_id),
    job_name         text not null,
    cut_off          timestamptz not null,
    parameters       jsonb not null default '{}',
    started_by       text not null,
    process          text not null,
    step             text,
    rows_total       bigint check (rows_total >= 0),
    rows_done        bigint not null default 0 check (rows_done >= 0),
    chunks           bigint not null default 0,
    started_at       timestamptz not null default clock_timestamp(),
    progressed_at    timestamptz not null default clock_timestamp(),
    ended_at         timestamptz,
    outcome          text
        check (outcome in ('completed', 'stopped', 'failed', 'lost', 'abandoned')),
    message          text,
    check (outcome is not null or ended_at is null)
);

create index runs_job on batch.runs (job_name, job_execution_id desc);

comment on table batch.runs is 'One row an execution of a batch job: who, with what, how far.';
comment on column batch.runs.rows_total is
    'Rows to do when the execution began, of all its steps so far; null when nobody counted.';
comment on column batch.runs.outcome is
    'Null while it runs; lost: its process died, found out by the next holder of the job''s lock.';

-- A request is a row of its own: the run's rows belong to its process alone, two writers of one
-- row would fail each other.
create table batch.stop_requests (
    job_execution_id bigint primary key references batch.job_execution (job_execution_id),
    requested_by     text not null,
    requested_at     timestamptz not null default clock_timestamp()
);

-- Who runs a job is decided by a session's advisory lock. A session can be lost without its process
-- noticing, so each holder counts up here, and each chunk keeps the row as it found it: a chunk of
-- a former holder commits before the next one begins, or never.
create table batch.job_locks (
    job_name   text primary key,
    fence      bigint not null,
    held_by    text not null,
    held_since timestamptz not null default clock_timestamp()
);

-- Every action of an operator goes to the audit trail.
grant insert on ops.audit_logs to millrace_batch;
