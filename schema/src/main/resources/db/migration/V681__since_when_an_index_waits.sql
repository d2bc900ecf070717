-- Since when an index is not filled, and whether the one that is live lacks what its mapping refused.

alter table ops.index_writers
    add column trouble_since timestamptz,
    add column refused bigint not null default 0 check (refused >= 0);

comment on column ops.index_writers.trouble_since is
    'Since when it waits or has stopped, clock of the process; null when it does not, and when the '
    'application has stopped rather than the writer.';
comment on column ops.index_writers.refused is
    'Changes that the live index did not take and that are in topic dlq.search instead, since the '
    'process started or began to fill that index.';
