-- The table whose changes are captured: 15 columns, about 0.5 kB of text a row.
create schema bench;
grant usage on schema bench to millrace_capture;

create table bench.changes (
    id         bigint primary key,
    account_id uuid not null,
    kind       text not null,
    status     text not null,
    title      varchar(120) not null,
    note       text not null,
    amount     numeric(12, 2) not null,
    score      double precision,
    quantity   integer not null,
    active     boolean not null,
    tags       text[] not null,
    details    jsonb not null,
    due_on     date,
    created_at timestamptz not null,
    updated_at timestamptz not null
) with (autovacuum_enabled = false);
grant select on bench.changes to millrace_capture;

create sequence bench.ids;
create publication bench for table bench.changes, ops.capture_heartbeat
    with (publish_via_partition_root = true);

create function bench.insert_rows(rows integer) returns void language sql as $$
    insert into bench.changes
    select id, md5(id::text)::uuid, (array['order', 'visit', 'course', 'refund'])[1 + id % 4], 'open',
           'Change number ' || id || ' of the account',
           md5(id || 'a') || ' ' || md5(id || 'b') || ' ' || md5(id || 'c') || ' ' || md5(id || 'd'),
           (id % 1000000)::numeric / 100, case when id % 5 > 0 then ln(id) end, id % 40, id % 3 > 0,
           array['region-' || id % 7, 'plan-' || id % 3],
           jsonb_build_object('source', 'web', 'step', id % 9, 'session', md5(id || 'e')),
           case when id % 4 > 0 then date '2026-01-01' + (id % 365)::integer end,
           clock_timestamp(), clock_timestamp()
    from (select nextval('bench.ids') as id from generate_series(1, rows)) as drawn
$$;

create function bench.update_rows(first bigint, rows integer) returns void language sql as $$
    update bench.changes
    set status = case when status = 'open' then 'closed' else 'open' end,
        quantity = quantity + 1, amount = amount + 0.01, updated_at = clock_timestamp()
    where id between first and first + rows - 1
$$;

-- Transactions of 1 to 100 rows, half of them inserts, half updates of rows that stand together.
create procedure bench.record(changes integer, seed double precision) language plpgsql as $$
declare
    done integer := 0;
    rows integer;
    last bigint := (select case when is_called then last_value else 0 end from bench.ids);
begin
    perform setseed(seed);
    while done < changes loop
        rows := least(1 + floor(random() * 100)::integer, changes - done);
        if last <= 1000 or random() < 0.5 then
            perform bench.insert_rows(rows);
            last := last + rows;
        else
            perform bench.update_rows(1 + floor(random() * (last - rows))::bigint, rows);
        end if;
        commit;
        done := done + rows;
    end loop;
end
$$;
