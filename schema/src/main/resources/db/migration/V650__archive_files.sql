-- Months of the archive as files. The files lie in a folder; here is which of them count.

create table archive.exports (
    table_name  text not null,
    month       date not null check (extract(day from month) = 1),
    manifest    text not null,
    rows        bigint not null check (rows >= 0),
    exported_at timestamptz not null default now(),
    primary key (table_name, month)
);

comment on table archive.exports is 'Months of a table that are in a verified file.';
comment on column archive.exports.table_name is 'The live table, or a child of it.';
comment on column archive.exports.month is
    'First day; of a child, the month of the row that it belongs to.';
comment on column archive.exports.manifest is
    'File name of the manifest that counts, in the folder of the month.';
comment on column archive.exports.rows is 'Rows of the file.';

-- Rows of people in files, which no statement reaches: whom to take out, and of which months.
create table archive.export_erasures (
    person_id  uuid not null,
    table_name text not null,
    month      date not null,
    primary key (table_name, month, person_id)
);

comment on table archive.export_erasures is
    'People who have been erased, but not yet from the files of these months.';

-- Activity leaves without its rows; they come back here, out of what is counted.
create table archive.user_activity_logs (
    like analytics.user_activity_logs including defaults,
    archived_at timestamptz not null default now(),
    primary key (id)
);

comment on table archive.user_activity_logs is
    'Months of activity that were brought back from their files, to be looked at.';
comment on column archive.user_activity_logs.archived_at is 'When they were brought back.';

create index archive_user_activity_logs_time on archive.user_activity_logs (created_at);

grant select, insert, update, delete on
    archive.exports, archive.export_erasures, archive.user_activity_logs
    to millrace_batch;
grant select on archive.exports to millrace_operator;
-- A manifest says of which migration the database was.
grant select on ops.schema_history to millrace_batch;

-- Holds the rows of a closed month until the transaction ends, so that its file has what it has.
create function ops.hold_month(parent regclass, part regclass, before timestamptz)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    held bigint;
begin
    perform ops.past_month(parent, part, before);
    execute format('select count(*) from (select from %s for update) t', part) into held;
    return held;
end
$$;

comment on function ops.hold_month(regclass, regclass, timestamptz) is
    'Locks the rows of a month that ended before a moment; how many they are.';

grant execute on function ops.hold_month(regclass, regclass, timestamptz) to millrace_batch;

-- Rows that come back are compared with what is there, beside the tables.
do $$
begin
    execute format('grant temporary on database %I to millrace_batch', current_database());
end
$$;
