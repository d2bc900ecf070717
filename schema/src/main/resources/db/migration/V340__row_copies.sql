-- A copy may be of one row as it is now: how a dead letter is answered. Its filter says which row,
-- as for any copy; its key says what to remove from the topic when the table has no such row.

alter table ops.table_snapshots
    add column row_key text[]
        check (cardinality(row_key) > 0 and array_position(row_key, null) is null),
    add column dead_letters text[],
    add column rows_set_aside bigint not null default 0 check (rows_set_aside >= 0),
    add check (row_key is null or row_filter is not null);

comment on column ops.table_snapshots.row_key is
    'Values of the key columns, in key order, of the only row that row_filter names; gets a tombstone when there is none.';
comment on column ops.table_snapshots.dead_letters is
    'The dead letters that this copy answers, each as "topic partition:offset".';
comment on column ops.table_snapshots.rows_set_aside is
    'Rows that could not be published and are dead letters of dlq.ingest.';

create index table_snapshots_of_dead_letters
    on ops.table_snapshots (requested_at)
    where dead_letters is not null;

grant update (rows_set_aside) on ops.table_snapshots to millrace_capture;
grant insert (row_key, dead_letters) on ops.table_snapshots to millrace_operator;
