-- Copies of captured tables into their topics: who asked for one, and how far it is. Capture reads
-- the requests and reports here; where a copy goes on after a restart stands in Kafka, with the rows.

create table ops.table_snapshots (
    id            uuid primary key default gen_random_uuid(),
    slot_name     text not null default 'millrace',
    table_name    text,
    row_filter    text,
    state         text not null default 'requested'
        check (state in ('requested', 'copying', 'done', 'failed', 'cancelled')),
    requested_by  text not null default session_user,
    requested_at  timestamptz not null default clock_timestamp(),
    started_at    timestamptz,
    finished_at   timestamptz,
    columns       text[],
    rows_expected bigint check (rows_expected >= 0),
    rows_copied   bigint not null default 0 check (rows_copied >= 0),
    rows_removed  bigint not null default 0 check (rows_removed >= 0),
    reason        text,
    check (table_name is not null or row_filter is null)
);

create index table_snapshots_unfinished
    on ops.table_snapshots (slot_name, requested_at)
    where state in ('requested', 'copying');

comment on table ops.table_snapshots is
    'Copies of captured tables into their topics, asked for or under way or ended.';
comment on column ops.table_snapshots.table_name is
    'The captured table; null for all of them, and leave to make a new slot where the old one is lost.';
comment on column ops.table_snapshots.row_filter is
    'SQL condition on the rows to copy; null for the whole table, which also removes from the topic what the table does not hold.';
comment on column ops.table_snapshots.columns is
    'The captured columns when the copy began.';
comment on column ops.table_snapshots.reason is
    'Why it was asked for by capture itself, or why it failed or was cancelled.';

grant select, update (state, started_at, finished_at, columns, rows_expected, rows_copied, rows_removed, reason)
    on ops.table_snapshots to millrace_capture;
grant insert on ops.table_snapshots to millrace_capture;
grant insert (slot_name, table_name, row_filter, reason) on ops.table_snapshots to millrace_operator;
grant select on ops.table_snapshots to millrace_operator;
