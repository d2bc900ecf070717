-- What the jobs that archive, clean up and let things expire may touch, and no more.

-- Drops a month of the audit trail that ended before this moment, when nothing is left in it.
-- Returns whether it did. The parent is locked first, as writers lock it: no two wait crosswise.
create function ops.drop_empty_audit_month(part regclass, before timestamptz)
returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    is_used boolean;
begin
    if not exists (
        select from ops.month_partitions('ops.audit_logs') p
        where p.part = drop_empty_audit_month.part and p.to_at <= before)
    then
        raise exception '% is no month of the audit trail before %', part, before
            using errcode = 'invalid_parameter_value';
    end if;
    lock table ops.audit_logs in access exclusive mode;
    execute format('select exists (select from %s)', part) into is_used;
    if not is_used then
        execute format('drop table %s', part);
    end if;
    return not is_used;
end
$$;

comment on function ops.drop_empty_audit_month(regclass, timestamptz) is
    'Drops a month of the audit trail that ended before a moment, when it is empty.';

-- Statistics of a table of the application, for a role that owns none.
create function ops.analyze_table(relation regclass)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    if relation not in (select ops.analyzable_tables()) then
        raise exception '% is not a table of the application', relation
            using errcode = 'invalid_parameter_value';
    end if;
    execute format('analyze %s', relation);
end
$$;

-- Tables of the application and of the pipeline; a partitioned one stands for its partitions.
create function ops.analyzable_tables()
returns setof regclass
language sql
stable
set search_path = pg_catalog
as $$
    select c.oid::regclass
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p')
        and not c.relispartition
        and n.nspname in (
            'identity', 'projects', 'learning', 'wellness', 'engagement', 'billing', 'content',
            'analytics', 'ops', 'archive', 'derived', 'batch')
$$;

comment on function ops.analyze_table(regclass) is 'ANALYZE of a table of the application.';
comment on function ops.analyzable_tables() is
    'Tables of the application and the pipeline; a partitioned one stands for its partitions.';

grant execute on function
    ops.drop_empty_audit_month(regclass, timestamptz), ops.analyze_table(regclass),
    ops.analyzable_tables()
    to millrace_batch;

grant select (id, expires_at), delete on identity.sessions, identity.password_reset_tokens
    to millrace_batch;
grant delete on engagement.notifications, ops.system_logs to millrace_batch;
grant update (status) on
    wellness.booking_reschedule_requests, learning.enrollments, billing.invoices,
    engagement.meetings
    to millrace_batch;
