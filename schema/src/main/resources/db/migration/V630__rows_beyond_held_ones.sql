-- A row that has to wait for others of its transaction no longer keeps what follows it waiting: the
-- table may hold records behind it, and has to say which.
alter table derived.applied_offsets
    add column end_offset bigint,
    add column left_offsets bigint[],
    add constraint applied_offsets_left_check check (
        (end_offset is null) = (left_offsets is null)
        and (left_offsets is null or cardinality(left_offsets) > 0));

comment on column derived.applied_offsets.end_offset is
    'Where the reading was behind the last record that was applied, when records before it are left '
    'out because others of their transaction were still to come; null when none is.';
comment on column derived.applied_offsets.left_offsets is
    'Offsets of the records from next_offset to end_offset that are left out, ascending; null when '
    'none is.';
