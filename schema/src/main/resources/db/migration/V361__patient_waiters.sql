-- Waiters that wait long look less often: at most every 50 ms, as often as freshness moves; who has
-- waited for more than half a second sleeps a tenth of that, at most 250 ms. Otherwise as in V360.

create or replace function derived.await(store text, lsn pg_lsn, timeout interval)
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
