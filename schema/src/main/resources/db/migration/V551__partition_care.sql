-- Care for monthly partitions by a role that owns none of them: what is there, what is wrong, making
-- a month, mending a partition.

create function ops.monthly_tables()
returns setof regclass
language sql
immutable
set search_path = pg_catalog
as $$
    select unnest(array[
        'ops.audit_logs'::regclass,
        'wellness.bookings'::regclass,
        'engagement.messages'::regclass,
        'analytics.user_activity_logs'::regclass])
$$;

comment on function ops.monthly_tables() is 'The tables partitioned by month that are cared for.';

-- The partitions of a table with their bounds, in any time zone of the session. An open bound is
-- infinite; a default partition has none.
create function ops.month_partitions(parent regclass)
returns table (part regclass, from_at timestamptz, to_at timestamptz)
language sql
stable
set search_path = pg_catalog
set timezone = 'UTC'
as $$
    select i.inhrelid::regclass,
        case
            when b.bound = 'DEFAULT' then null
            else coalesce((regexp_match(b.bound, 'FROM \(''([^'']+)''\)'))[1], '-infinity')
        end::timestamptz,
        case
            when b.bound = 'DEFAULT' then null
            else coalesce((regexp_match(b.bound, 'TO \(''([^'']+)''\)'))[1], 'infinity')
        end::timestamptz
    from pg_inherits i
    join pg_class c on c.oid = i.inhrelid
    cross join lateral (select pg_get_expr(c.relpartbound, c.oid)) b (bound)
    where i.inhparent = parent
$$;

comment on function ops.month_partitions(regclass) is 'Partitions with their bounds.';

-- What keeps the partitions of a table from being exactly the months of UTC from its first one to
-- until_month, each like its parent. No row: nothing is wrong.
create function ops.partition_problems(parent regclass, until_month date)
returns table (problem text, part text, detail text)
language sql
stable
set search_path = pg_catalog
set timezone = 'UTC'
as $$
    with parts as materialized (
        select p.part, p.from_at, p.to_at, c.relreplident, c.relacl, c.relowner
        from ops.month_partitions(parent) p
        join pg_class c on c.oid = p.part
    ),
    months as (
        select m as from_at, m + interval '1 month' as to_at
        from generate_series(
            date_trunc('month', least(
                (select min(p.from_at) from parts p where p.from_at > '-infinity'),
                until_month::timestamp::timestamptz)),
            until_month::timestamp::timestamptz,
            interval '1 month') m
    )
    select 'default partition', p.part::text, 'it stands in the way of attaching a month'
    from parts p
    where p.from_at is null
    union all
    select 'not one month of UTC', p.part::text, p.from_at || ' to ' || p.to_at
    from parts p
    where p.from_at is not null
        and (p.from_at <> date_trunc('month', p.from_at)
            or p.to_at <> date_trunc('month', p.from_at) + interval '1 month')
    union all
    select case when o.names is null then 'missing month' else 'month partly covered' end,
        o.names,
        to_char(m.from_at, 'YYYY-MM')
    from months m
    cross join lateral (
        select string_agg(p.part::text, ', ' order by p.from_at) as names,
            coalesce(bool_or(p.from_at <= m.from_at and p.to_at >= m.to_at), false) as whole
        from parts p
        where p.from_at < m.to_at and p.to_at > m.from_at
    ) o
    where not o.whole
    union all
    select 'replica identity differs', p.part::text,
        p.relreplident::text || ', expected ' || c.relreplident::text
    from parts p
    join pg_class c on c.oid = parent
    where p.relreplident <> c.relreplident
    union all
    select 'grant on a partition', p.part::text, a.grantee::regrole::text
    from parts p
    cross join lateral (
        select distinct x.grantee from aclexplode(p.relacl) x where x.grantee <> p.relowner) a
    union all
    select 'does not refuse TRUNCATE', p.part::text, null
    from parts p
    where exists (
            select from pg_trigger t where t.tgrelid = parent and t.tgname = 'refuse_truncate')
        and not exists (
            select from pg_trigger t where t.tgrelid = p.part and t.tgname = 'refuse_truncate')
$$;

comment on function ops.partition_problems(regclass, date) is
    'What keeps the partitions from being exactly the months of UTC, each like its parent.';

-- Makes one month, unless it is there. Refuses tables that are not cared for.
create function ops.add_month(parent regclass, month date)
returns integer
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if parent not in (select ops.monthly_tables()) then
        raise exception '% is not one of the monthly tables', parent
            using errcode = 'invalid_parameter_value';
    end if;
    return ops.ensure_month_partitions(parent, month, month);
end
$$;

comment on function ops.add_month(regclass, date) is
    'Makes the partition of one month of UTC, unless it is there; returns how many it made.';

-- Gives a partition what its parent has: replica identity, refusal of TRUNCATE, no grants.
create function ops.mend_partition(parent regclass, partition_name regclass)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    grantee_name text;
    identity_of_parent "char" := (select c.relreplident from pg_class c where c.oid = parent);
begin
    if parent not in (select ops.monthly_tables())
        or not exists (
            select from pg_inherits i
            where i.inhparent = parent and i.inhrelid = partition_name)
    then
        raise exception '% is no partition of a monthly table %', partition_name, parent
            using errcode = 'invalid_parameter_value';
    end if;
    if identity_of_parent <> (select c.relreplident from pg_class c where c.oid = partition_name)
    then
        execute format(
            'alter table %s replica identity %s',
            partition_name,
            case identity_of_parent when 'f' then 'full' else 'default' end);
    end if;
    for grantee_name in
        select distinct case x.grantee when 0 then 'public' else quote_ident(g.rolname) end
        from pg_class c
        cross join lateral aclexplode(c.relacl) x
        left join pg_roles g on g.oid = x.grantee
        where c.oid = partition_name and x.grantee <> c.relowner
    loop
        execute format('revoke all on %s from %s', partition_name, grantee_name);
    end loop;
    if exists (select from pg_trigger t where t.tgrelid = parent and t.tgname = 'refuse_truncate')
        and not exists (
            select from pg_trigger t
            where t.tgrelid = partition_name and t.tgname = 'refuse_truncate')
    then
        execute format(
            'create trigger refuse_truncate before truncate on %s'
            ' for each statement execute function ops.refuse_truncate()',
            partition_name);
    end if;
end
$$;

comment on function ops.mend_partition(regclass, regclass) is
    'Gives a partition the replica identity and refusal of TRUNCATE of its parent, and no grants.';

grant execute on function
    ops.monthly_tables(), ops.month_partitions(regclass), ops.partition_problems(regclass, date),
    ops.add_month(regclass, date), ops.mend_partition(regclass, regclass)
    to millrace_batch;
