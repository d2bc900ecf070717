-- As of which commit? A watcher beside the stores says for each of them up to which position of the
-- log its table holds every transaction, and whoever needs a position can wait for it.

-- One row a store, or a search index (search:<alias>); written by the watcher, and by a table writer
-- that begins its topic again. A new epoch makes void what a watcher found out under the old one.
create table derived.store_freshness (
    store             text primary key check (store <> ''),
    epoch             bigint not null default 0,
    reset_at          timestamptz not null default clock_timestamp(),
    system_identifier text,
    timeline          integer,
    captured_lsn      pg_lsn,
    captured_time     timestamptz,
    processed_lsn     pg_lsn,
    processed_time    timestamptz,
    as_of_lsn         pg_lsn,
    as_of_time        timestamptz,
    held_by           text,
    apart_from        text[] not null default '{}',
    check (as_of_lsn is null or (system_identifier is not null and timeline is not null))
) with (fillfactor = 20);

-- A position of the log means something only in the cluster and on the timeline that it was written
-- on: after a restore or a promotion the number may come again and mean something else. A standby has
-- what its primary says.
create function derived.here(
    out system_identifier text, out timeline integer, out lsn pg_lsn)
language sql
set search_path = pg_catalog, pg_temp
as $$
    select
        s.system_identifier::text,
        case
            when not pg_is_in_recovery()
                then ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::integer
        end,
        case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end
    from pg_control_system() s
$$;

comment on function derived.here() is
    'This cluster, the timeline it writes (null on a standby), and the end of its log.';

create view derived.freshness as
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
    f.apart_from
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

-- Waiters sleep between looks, at most 50 ms: as often as freshness moves; who has waited for more
-- than half a second sleeps a tenth of that, at most 250 ms. The shared lock tells the
-- watcher that somebody waits, who then has the log move on at once instead of at the next heartbeat;
-- nobody ever waits for that lock. A statement sees what had committed when it began: that is why an
-- isolation level with one snapshot for all statements would wait for nothing.
create function derived.await(store text, lsn pg_lsn, timeout interval)
returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    began timestamptz := clock_timestamp();
    deadline timestamptz;
    here record;
    reached boolean;
    seconds_left double precision;
    waited double precision;
    pause double precision := 0.005;
begin
    if await.store is null or await.lsn is null or await.timeout is null then
        raise exception 'derived.await: % is null, expected a store, a log position and a time',
            case
                when await.store is null then 'store'
                when await.lsn is null then 'lsn'
                else 'timeout'
            end
            using errcode = 'null_value_not_allowed';
    end if;
    if await.timeout > interval '0'
        and current_setting('transaction_isolation') in ('repeatable read', 'serializable')
    then
        raise exception
            'derived.await cannot wait in a transaction of isolation level "%"',
            current_setting('transaction_isolation')
            using
                errcode = 'invalid_transaction_state',
                detail = 'Such a transaction sees the tables as they were when it began, however '
                    'long it waits.',
                hint = 'Wait in a transaction of its own or at READ COMMITTED, then begin this one.';
    end if;
    deadline := began + await.timeout;
    here := derived.here();
    loop
        select
            f.as_of_lsn >= await.lsn
            and f.system_identifier = here.system_identifier
            and f.timeline = coalesce(here.timeline, f.timeline)
        into reached
        from derived.store_freshness f
        where f.store = await.store;
        if not found then
            raise exception 'derived.await: unknown store "%", expected one of: %',
                await.store,
                coalesce(
                    (select string_agg(f.store, ', ' order by f.store)
                        from derived.store_freshness f),
                    'none, since no streams process has run yet')
                using errcode = 'invalid_parameter_value';
        end if;
        if reached then
            return true;
        end if;
        seconds_left := extract(epoch from deadline - clock_timestamp());
        if seconds_left <= 0 then
            return false;
        end if;
        if pause = 0.005 and not pg_is_in_recovery() then
            perform pg_try_advisory_xact_lock_shared(1835625580, 1);
        end if;
        perform pg_sleep(least(pause, seconds_left));
        waited := extract(epoch from clock_timestamp() - began);
        pause := least(pause * 1.5, greatest(0.05, least(waited / 10, 0.25)));
    end loop;
end
$$;

comment on function derived.await(text, pg_lsn, interval) is
    'Waits until the store holds every transaction up to this log position; false when the time is '
    'over first, true as soon as it does. Call it in a statement of its own, at READ COMMITTED.';

-- A captured row is touched, so that the log has a transaction later than all that have committed.
create function derived.advance_log()
returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
    update ops.capture_heartbeat set beat_at = clock_timestamp(), beats = beats + 1 where id = 1
$$;

comment on function derived.advance_log() is
    'Touches the heartbeat row, so that ingest soon passes all that has committed before.';

grant execute on function derived.here() to
    millrace_app, millrace_app_service, millrace_analyst, millrace_operator, millrace_batch,
    millrace_writer;
grant execute on function derived.await(text, pg_lsn, interval) to
    millrace_app, millrace_app_service, millrace_analyst, millrace_operator, millrace_batch;
grant execute on function derived.advance_log() to millrace_writer;
grant select on derived.freshness to millrace_app;

-- What the topics lack until a copy brings it: the watcher must not look past that.
grant usage on schema ops to millrace_writer;
grant select on ops.table_snapshots to millrace_writer;

comment on table derived.store_freshness is
    'What the watcher last found out about each store. Bookkeeping of the pipeline, not a store; '
    'read derived.freshness, which knows what still holds.';
comment on column derived.store_freshness.store is
    'Name of the store; search:<alias> for a search index.';
comment on column derived.store_freshness.epoch is
    'Counts how often the store began again; what was found out before does not hold after.';
comment on column derived.store_freshness.reset_at is
    'When it began again last; dead letters from before do not count any more.';
comment on column derived.store_freshness.system_identifier is
    'Cluster that the positions belong to.';
comment on column derived.store_freshness.timeline is 'Its timeline that they belong to.';
comment on column derived.store_freshness.captured_lsn is
    'Every transaction up to here is in the capture topics, apart from rows set aside.';
comment on column derived.store_freshness.captured_time is
    'Commit time of the last of these, clock of this database.';
comment on column derived.store_freshness.processed_lsn is
    'Every transaction up to here is in the derived topic of the store.';
comment on column derived.store_freshness.processed_time is
    'Commit time of the last of these.';
comment on column derived.store_freshness.as_of_lsn is
    'Every transaction up to here is in the table of the store; null when that is not known.';
comment on column derived.store_freshness.as_of_time is
    'Commit time of the last of these.';
comment on column derived.store_freshness.held_by is
    'Why as_of_lsn does not move although the log does; null when nothing is in the way.';
comment on column derived.store_freshness.apart_from is
    'Tables that the store reads without a position: a change of theirs alone changes no row.';

comment on view derived.freshness is
    'As of which commit each store is: its table holds every transaction that had committed up to '
    'as_of_lsn, and perhaps later ones.';
comment on column derived.freshness.store is
    'Name of the store; search:<alias> for a search index.';
comment on column derived.freshness.as_of_lsn is
    'The table holds every transaction up to this position of the log; null when that is not known.';
comment on column derived.freshness.as_of_time is
    'Commit time of the last transaction up to as_of_lsn that capture saw, clock of this database.';
comment on column derived.freshness.lag is 'Time since as_of_time.';
comment on column derived.freshness.behind_bytes is
    'Log written since as_of_lsn, of whatever tables, bytes.';
comment on column derived.freshness.captured_lsn is
    'The capture topics hold every transaction up to here.';
comment on column derived.freshness.captured_time is 'Commit time of the last of these.';
comment on column derived.freshness.processed_lsn is
    'The derived topic of the store holds every transaction up to here.';
comment on column derived.freshness.processed_time is 'Commit time of the last of these.';
comment on column derived.freshness.held_by is
    'Why as_of_lsn does not move although the log does; null when nothing is in the way.';
comment on column derived.freshness.apart_from is
    'Tables that the store reads without a position: a change of theirs alone changes no row.';
