-- Monthly partitions of the tables that grow with time. There is no default partition: it would
-- stand in the way of attaching a month later.

-- Makes the partitions of a table for the months from from_month to to_month, both included and
-- each given by any of its days. Bounds are midnights in UTC, whatever the session's time zone.
-- A partition takes on the replica identity of its parent and its refusal of TRUNCATE, and no
-- grants: rows are reached through the parent, where row level security holds. It is attached, not
-- created in place, so that nobody who reads the table has to wait. Returns how many were made.
create function ops.ensure_month_partitions(parent regclass, from_month date, to_month date)
returns integer
language plpgsql
set search_path = pg_catalog
as $$
declare
    parent_schema text;
    parent_name text;
    identity_of_parent "char";
    first_day date;
    partition_name text;
    qualified_name text;
    made integer := 0;
begin
    select n.nspname, c.relname, c.relreplident
    into parent_schema, parent_name, identity_of_parent
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_partitioned_table p on p.partrelid = c.oid
    where c.oid = parent and p.partstrat = 'r';
    if not found then
        raise exception '% is not partitioned by range', parent;
    end if;

    -- Two callers at once: the second one finds the partitions of the first.
    perform pg_advisory_xact_lock('pg_class'::regclass::oid::integer, parent::oid::integer);

    for first_day in
        select generate_series(
            date_trunc('month', from_month::timestamp),
            date_trunc('month', to_month::timestamp),
            interval '1 month')::date
    loop
        partition_name := parent_name || to_char(first_day, '"_y"YYYY"m"MM');
        qualified_name := format('%I.%I', parent_schema, partition_name);
        continue when exists (
            select from pg_inherits i
            where i.inhparent = parent and i.inhrelid = to_regclass(qualified_name));

        execute format(
            'create table %s (like %s including defaults including constraints)',
            qualified_name, parent);
        if identity_of_parent = 'f' then
            execute format('alter table %s replica identity full', qualified_name);
        end if;
        execute format(
            'alter table %s attach partition %s for values from (%L) to (%L)',
            parent,
            qualified_name,
            to_char(first_day, 'YYYY-MM-DD') || ' 00:00:00+00',
            to_char(first_day + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
        -- Triggers of statements are not inherited.
        if exists (
            select from pg_trigger t
            where t.tgrelid = parent and t.tgname = 'refuse_truncate')
        then
            execute format(
                'create trigger refuse_truncate before truncate on %s'
                ' for each statement execute function ops.refuse_truncate()',
                qualified_name);
        end if;
        made := made + 1;
    end loop;
    return made;
end
$$;

comment on function ops.ensure_month_partitions(regclass, date, date) is
    'Makes the missing partitions from one month to another, both included; returns how many.';

-- The months around now: three ahead for everyone, back far enough for what is imported at first.
select ops.ensure_month_partitions(
    t.parent::regclass,
    (timezone('UTC', now()) - t.back)::date,
    (timezone('UTC', now()) + interval '3 months')::date)
from (
    values
        ('ops.audit_logs', interval '3 months'),
        ('wellness.bookings', interval '13 months'),
        ('engagement.messages', interval '13 months'),
        ('analytics.user_activity_logs', interval '13 months')
) as t (parent, back);
