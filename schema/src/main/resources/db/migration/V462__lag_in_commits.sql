-- How many commits each stage of a store is behind: ingest counts the transactions that it publishes,
-- and the watcher keeps the count with each position that it finds out.

alter table derived.store_freshness
    add column captured_commits bigint,
    add column processed_commits bigint,
    add column as_of_commits bigint;

create or replace view derived.freshness as
select
    f.store,
    v.as_of_lsn,
    v.as_of_time,
    clock_timestamp() - v.as_of_time as lag,
    (h.lsn - v.as_of_lsn)::bigint as behind_bytes,
    case when o.same then f.captured_lsn end as captured_lsn,
    case when o.same then f.captured_time end as captured_time,
    case when o.same then f.processed_lsn end as processed_lsn,
    case when o.same then f.processed_time end as processed_time,
    f.held_by,
    f.apart_from,
    case when o.same then f.captured_commits end as captured_commits,
    case when o.same then f.processed_commits end as processed_commits,
    case when o.same then f.as_of_commits end as as_of_commits
from derived.store_freshness f
cross join derived.here() h
cross join lateral (
    select f.system_identifier = h.system_identifier
        and f.timeline = coalesce(h.timeline, f.timeline) as same
) o
cross join lateral (
    select
        case when o.same then f.as_of_lsn end as as_of_lsn,
        case when o.same then f.as_of_time end as as_of_time
) v;

comment on column derived.store_freshness.captured_commits is
    'Transactions that ingest has published since its slot was made, up to captured_lsn.';
comment on column derived.store_freshness.processed_commits is
    'How many of them processed_lsn covers.';
comment on column derived.store_freshness.as_of_commits is 'How many of them as_of_lsn covers.';
comment on column derived.freshness.captured_commits is
    'Transactions that ingest has published since its slot was made, up to captured_lsn.';
comment on column derived.freshness.processed_commits is
    'How many of them the derived topic of the store holds.';
comment on column derived.freshness.as_of_commits is
    'How many of them the table of the store holds.';
