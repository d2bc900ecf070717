-- Versions of derived stores. The live version fills the table that readers see; a second one may
-- run beside it and fill a table of the same form in schema shadow, until the two change places.
-- Every streams process reads here what it has to run; who asks for a change asks through a function.

create schema shadow;
comment on schema shadow is
    'Tables of store versions that run beside the live ones; nobody reads them but for comparison.';

create table ops.store_versions (
    store           text not null check (store <> ''),
    version         integer not null check (version >= 1),
    side            text not null check (side in ('live', 'shadow')),
    state_signature text,
    rows_per_second integer check (rows_per_second >= 1),
    began_at        timestamptz not null default clock_timestamp(),
    primary key (store, version),
    constraint one_version_a_side unique (store, side) deferrable initially immediate
);

create table ops.store_control (
    store        text primary key check (store <> ''),
    phase        text not null default 'running'
        check (phase in ('running', 'yielding', 'draining', 'exchanging', 'discarding')),
    phase_since  timestamptz not null default clock_timestamp(),
    last_version integer not null check (last_version >= 1),
    restarts     bigint not null default 0 check (restarts >= 0),
    note         text
);

create table ops.store_failures (
    store     text not null check (store <> ''),
    side      text not null check (side in ('live', 'shadow')),
    instance  text not null check (instance <> ''),
    reason    text not null,
    failed_at timestamptz not null default clock_timestamp(),
    primary key (store, side, instance)
);

comment on table ops.store_failures is
    'Stores that have stopped for good in some process, and why; gone when they start again.';
comment on column ops.store_failures.store is 'Name of the derived store.';
comment on column ops.store_failures.side is 'The live version, or the one beside it.';
comment on column ops.store_failures.instance is
    'Name of the process in its consumer groups; it belongs to its state folder.';
comment on column ops.store_failures.reason is 'Why, in one line.';
comment on column ops.store_failures.failed_at is 'When the process noticed.';
comment on table ops.store_versions is
    'The versions of each derived store that run, or should.';
comment on column ops.store_versions.store is 'Name of the derived store.';
comment on column ops.store_versions.version is
    'N in millrace.<store>.v<N>, the application that keeps its state.';
comment on column ops.store_versions.side is
    'live fills derived.<store>; shadow fills shadow.<store>, beside it.';
comment on column ops.store_versions.state_signature is
    'What its state was made by: release, internal names, partition counts; null before the first start.';
comment on column ops.store_versions.rows_per_second is
    'The most that each process reads for it while it is a shadow; null for no limit.';
comment on column ops.store_versions.began_at is 'When it was asked for, or first ran.';
comment on table ops.store_control is
    'One row a derived store: whether its versions are changing places, and requests to restart it.';
comment on column ops.store_control.store is 'Name of the derived store.';
comment on column ops.store_control.phase is
    'running; yielding: the live version has stopped and the shadow passes it; draining: both have '
    'stopped, their tables catch up; exchanging: rows change places; discarding: the shadow ends.';
comment on column ops.store_control.phase_since is 'When the phase began.';
comment on column ops.store_control.last_version is 'The highest version number ever given.';
comment on column ops.store_control.restarts is
    'How often a restart was asked for: each process restarts the store when this grows.';
comment on column ops.store_control.note is 'How the last change of versions ended; null for none.';

create function ops.store_control_of(store text)
returns ops.store_control
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    control ops.store_control;
begin
    select c.* into control from ops.store_control c
    where c.store = store_control_of.store
    for update;
    if not found then
        raise exception 'unknown store "%", expected one of: %',
            store_control_of.store,
            coalesce(
                (select string_agg(c.store, ', ' order by c.store) from ops.store_control c),
                'none, since no streams process has run yet')
            using errcode = 'invalid_parameter_value';
    end if;
    return control;
end
$$;

create function ops.begin_rebuild(store text, rows_per_second integer default null)
returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    control ops.store_control := ops.store_control_of(begin_rebuild.store);
    beside integer;
begin
    select v.version into beside from ops.store_versions v
    where v.store = begin_rebuild.store and v.side = 'shadow';
    if found then
        raise exception 'version % of % runs beside the live one already', beside, begin_rebuild.store
            using
                errcode = 'object_not_in_prerequisite_state',
                hint = 'Let it change places with the live one, or drop it.';
    end if;
    execute format('drop table if exists shadow.%I', begin_rebuild.store);
    execute format(
        'create table shadow.%1$I (like derived.%1$I including all)', begin_rebuild.store);
    execute format(
        'grant select, insert, update, delete on shadow.%I to millrace_writer', begin_rebuild.store);
    execute format(
        'grant select on shadow.%I to millrace_operator, millrace_batch', begin_rebuild.store);
    insert into ops.store_versions (store, version, side, rows_per_second)
    values (
        begin_rebuild.store, control.last_version + 1, 'shadow', begin_rebuild.rows_per_second);
    update ops.store_control c
    set last_version = control.last_version + 1, note = null
    where c.store = begin_rebuild.store;
    return control.last_version + 1;
end
$$;

create function ops.swap_versions(store text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    control ops.store_control := ops.store_control_of(swap_versions.store);
begin
    if control.phase <> 'running' then
        raise exception 'the versions of % are changing already: %',
            swap_versions.store, control.phase
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    if not exists (
        select from ops.store_versions v
        where v.store = swap_versions.store and v.side = 'shadow')
    then
        raise exception 'no version of % runs beside the live one', swap_versions.store
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    update ops.store_control c
    set phase = 'yielding', phase_since = clock_timestamp(), note = null
    where c.store = swap_versions.store;
end
$$;

create function ops.drop_shadow(store text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    control ops.store_control := ops.store_control_of(drop_shadow.store);
begin
    if control.phase <> 'running' then
        raise exception 'the versions of % are changing: %', drop_shadow.store, control.phase
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    if not exists (
        select from ops.store_versions v
        where v.store = drop_shadow.store and v.side = 'shadow')
    then
        raise exception 'no version of % runs beside the live one', drop_shadow.store
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    update ops.store_control c
    set phase = 'discarding', phase_since = clock_timestamp(), note = null
    where c.store = drop_shadow.store;
end
$$;

create function ops.restart_store(store text)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    control ops.store_control := ops.store_control_of(restart_store.store);
begin
    update ops.store_control c
    set restarts = control.restarts + 1
    where c.store = restart_store.store;
    -- Whoever still cannot run it says so again.
    delete from ops.store_failures f where f.store = restart_store.store;
    return control.restarts + 1;
end
$$;

-- What a streams process does when everything that writes these tables has stopped.

create function ops.compared_columns(store text, apart text)
returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
    from pg_attribute a
    where a.attrelid = format('derived.%I', compared_columns.store)::regclass
        and a.attnum > 0 and not a.attisdropped
        and a.attname is distinct from compared_columns.apart
$$;

create function ops.differing_keys(store text, key text[], apart text)
returns setof text[]
language plpgsql stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    columns text := ops.compared_columns(differing_keys.store, differing_keys.apart);
    texts text := (
        select string_agg(format('%I::text', k.name), ', ' order by k.place)
        from unnest(differing_keys.key) with ordinality k (name, place));
begin
    return query execute format(
        'select distinct array[%1$s] from ('
            '(select %2$s from derived.%3$I except select %2$s from shadow.%3$I)'
            ' union all (select %2$s from shadow.%3$I except select %2$s from derived.%3$I)) d',
        texts, columns, differing_keys.store);
end
$$;

create function ops.exchange_rows(store text, key text[], apart text)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    texts text := (
        select string_agg(format('t.%I::text', k.name), ', ' order by k.place)
        from unnest(exchange_rows.key) with ordinality k (name, place));
    exchanged bigint;
begin
    create temporary table exchanged_keys (key text[] primary key) on commit drop;
    insert into pg_temp.exchanged_keys
    select ops.differing_keys(exchange_rows.store, exchange_rows.key, exchange_rows.apart);
    get diagnostics exchanged = row_count;
    if exchanged > 0 then
        execute format(
            'create temporary table were_live on commit drop as'
                ' select t.* from derived.%1$I t join pg_temp.exchanged_keys e'
                ' on e.key = array[%2$s]',
            exchange_rows.store, texts);
        execute format(
            'create temporary table were_shadow on commit drop as'
                ' select t.* from shadow.%1$I t join pg_temp.exchanged_keys e'
                ' on e.key = array[%2$s]',
            exchange_rows.store, texts);
        execute format(
            'delete from derived.%1$I t using pg_temp.exchanged_keys e where e.key = array[%2$s]',
            exchange_rows.store, texts);
        execute format(
            'delete from shadow.%1$I t using pg_temp.exchanged_keys e where e.key = array[%2$s]',
            exchange_rows.store, texts);
        execute format(
            'insert into derived.%I select * from pg_temp.were_shadow', exchange_rows.store);
        execute format(
            'insert into shadow.%I select * from pg_temp.were_live', exchange_rows.store);
        drop table pg_temp.were_live, pg_temp.were_shadow;
    end if;
    drop table pg_temp.exchanged_keys;
    return exchanged;
end
$$;

create function ops.forget_shadow(store text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform ops.store_control_of(forget_shadow.store);
    execute format('drop table if exists shadow.%I', forget_shadow.store);
    delete from ops.store_versions v where v.store = forget_shadow.store and v.side = 'shadow';
    delete from ops.store_failures f where f.store = forget_shadow.store and f.side = 'shadow';
    delete from derived.applied_offsets a where a.topic = 'shadow.' || forget_shadow.store;
    delete from derived.store_freshness f where f.store = 'shadow.' || forget_shadow.store;
    update ops.store_control c
    set phase = 'running', phase_since = clock_timestamp()
    where c.store = forget_shadow.store;
end
$$;

comment on function ops.begin_rebuild(text, integer) is
    'Has a new version of the store built from its topics, beside the live one; returns its number.';
comment on function ops.swap_versions(text) is
    'Has the live version and the one beside it change places.';
comment on function ops.drop_shadow(text) is 'Ends the version that runs beside the live one.';
comment on function ops.restart_store(text) is
    'Has every process stop and start its part of the store; returns how often that was asked for.';
comment on function ops.differing_keys(text, text[], text) is
    'Keys of the rows that the live table and the one beside it do not have in common.';
comment on function ops.exchange_rows(text, text[], text) is
    'Has those rows change places; returns how many keys that were.';
comment on function ops.forget_shadow(text) is
    'Removes what the database holds of the version beside the live one.';

revoke all on all functions in schema ops from public;
grant usage on schema shadow to millrace_writer, millrace_operator, millrace_batch;
grant select on ops.store_versions, ops.store_control, ops.store_failures to
    millrace_writer, millrace_operator, millrace_batch;
grant insert, update (side, state_signature) on ops.store_versions to millrace_writer;
grant insert, update (phase, phase_since, note) on ops.store_control to millrace_writer;
grant insert, update, delete on ops.store_failures to millrace_writer;
grant execute on function
    ops.begin_rebuild(text, integer), ops.swap_versions(text), ops.drop_shadow(text),
    ops.restart_store(text)
    to millrace_operator;
grant execute on function
    ops.differing_keys(text, text[], text), ops.exchange_rows(text, text[], text),
    ops.forget_shadow(text)
    to millrace_writer;
