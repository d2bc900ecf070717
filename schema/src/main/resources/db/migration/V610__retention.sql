-- Months that leave the live tables: bookings and messages for the archive, activity for its
-- roll-up. A role that owns none of them closes a month, moves it and drops it; the last two happen
-- in one transaction. See docs/decisions/20261122-archived-is-not-deleted.md.

-- What has left, a row a month and time: a month that is filled again may leave again.
create table archive.months (
    id          bigint generated always as identity primary key,
    table_name  text not null,
    month       date not null,
    part        oid not null,
    rows        bigint not null check (rows >= 0),
    child_rows  bigint not null check (child_rows >= 0),
    moved_in    xid8 not null default pg_current_xact_id(),
    archived_at timestamptz not null default now()
);

create index archive_months_month on archive.months (table_name, month);

comment on table archive.months is 'Months that have left their live table, with what they held.';
comment on column archive.months.part is 'OID of the partition, which is gone.';
comment on column archive.months.rows is 'Rows of the month.';
comment on column archive.months.child_rows is
    'Rows of its children; of activity, the rows of its roll-up.';

grant select on archive.months to millrace_batch, millrace_operator;
grant usage on schema archive to millrace_operator;

-- A month that is about to leave takes no rows more: after it has left there is no partition for
-- them either.
create function ops.refuse_late_row()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception 'no row can be added to %.%: its month is being archived',
        tg_table_schema, tg_table_name
        using
            errcode = 'object_not_in_prerequisite_state',
            hint = 'Bring old rows into the archive instead, or keep the month for longer.';
end
$$;

comment on function ops.refuse_late_row() is 'Refuses rows for a month that is being archived.';

-- Fails unless it is a whole month of the table that ended before a moment; its first day.
create function ops.past_month(parent regclass, part regclass, before timestamptz)
returns date
language plpgsql
stable
set search_path = pg_catalog
set timezone = 'UTC'
as $$
declare
    first_day date;
begin
    select p.from_at::date
    into first_day
    from ops.month_partitions(parent) p
    where p.part = past_month.part
        and p.to_at <= before
        and p.from_at = date_trunc('month', p.from_at)
        and p.to_at = p.from_at + interval '1 month'
        and parent in (
            'wellness.bookings'::regclass, 'engagement.messages'::regclass,
            'analytics.user_activity_logs'::regclass);
    if not found then
        raise exception '% is no month of % before %', part, parent, before
            using errcode = 'invalid_parameter_value';
    end if;
    return first_day;
end
$$;

comment on function ops.past_month(regclass, regclass, timestamptz) is
    'The first day of a whole month that ended before a moment; fails for any other partition.';

-- Waits, as creating a trigger does, until whoever has added rows to it has committed.
create function ops.close_month(parent regclass, part regclass, before timestamptz)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    perform ops.past_month(parent, part, before);
    if not ops.is_month_closed(part) then
        execute format(
            'create trigger refuse_late_rows before insert on %s'
            ' for each row execute function ops.refuse_late_row()',
            part);
    end if;
end
$$;

create function ops.is_month_closed(part regclass)
returns boolean
language sql
stable
set search_path = pg_catalog
as $$
    select exists (
        select from pg_trigger t where t.tgrelid = part and t.tgname = 'refuse_late_rows')
$$;

comment on function ops.close_month(regclass, regclass, timestamptz) is
    'Lets no more rows into a month that ended before a moment.';
comment on function ops.is_month_closed(regclass) is 'Whether a month takes no rows any more.';

-- Whether rows of a table are being copied into its topic: a copy reads the archive first, then the
-- table, and would miss what goes the other way meanwhile.
create function ops.is_being_copied(parent regclass)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
    select exists (
        select from ops.table_snapshots s
        where s.state in ('requested', 'copying')
            and (s.table_name is null
                or to_regclass(s.table_name) = parent
                or parent = 'wellness.bookings'::regclass
                    and s.table_name in (
                        'wellness.booking_participants', 'wellness.booking_reschedule_requests')
                or parent = 'engagement.messages'::regclass
                    and s.table_name = 'engagement.message_reactions'))
$$;

comment on function ops.is_being_copied(regclass) is
    'Whether rows of a table or of its children are being copied into their topics.';

-- The columns of a live table, which its archive has, too.
create function ops.archived_columns(relation regclass)
returns text
language sql
stable
set search_path = pg_catalog
as $$
    select string_agg(quote_ident(a.attname), ', ' order by a.attnum)
    from pg_attribute a
    where a.attrelid = relation and a.attnum > 0 and not a.attisdropped
$$;

comment on function ops.archived_columns(regclass) is 'Names of the columns of a table, in order.';

-- Rows of children that a condition names, "c" being the child. Those who follow the log are told
-- to keep them.
create function ops.move_children(child regclass, target regclass, condition text)
returns bigint
language plpgsql
set search_path = pg_catalog
as $$
declare
    columns text := ops.archived_columns(child);
    moved bigint;
begin
    perform pg_logical_emit_message(true, 'millrace.archival', child::text);
    execute format(
        'with gone as (delete from %s c where %s returning c.*)'
        ' insert into %s (%s) select %s from gone',
        child, condition, target, columns, columns);
    get diagnostics moved = row_count;
    return moved;
end
$$;

comment on function ops.move_children(regclass, regclass, text) is
    'Moves rows to the archive, marked in the log as moved.';

create function ops.move_booking_children(condition text)
returns bigint
language sql
set search_path = pg_catalog
as $$
    select ops.move_children(
            'wellness.booking_participants', 'archive.booking_participants', condition)
        + ops.move_children(
            'wellness.booking_reschedule_requests', 'archive.booking_reschedule_requests',
            condition)
$$;

comment on function ops.move_booking_children(text) is
    'Moves participants and reschedule requests to the archive.';

-- Copies a closed month and moves its children; the rows that were copied. They stay locked until
-- the transaction ends, so nobody changes them any more; rows of other months are not touched.
create function ops.archive_month(parent regclass, part regclass, before timestamptz)
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    first_day date := ops.past_month(parent, part, before);
    target regclass := case parent
        when 'wellness.bookings'::regclass then 'archive.bookings'::regclass
        when 'engagement.messages'::regclass then 'archive.messages'::regclass
    end;
    copied bigint;
    present bigint;
    children bigint;
begin
    if not ops.is_month_closed(part) then
        raise exception '% still takes rows', part
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    if target is not null then
        execute format(
            'insert into %s (%s) select %s from %s for update',
            target, ops.archived_columns(parent), ops.archived_columns(parent), part);
        get diagnostics copied = row_count;
    end if;
    case parent
        when 'wellness.bookings'::regclass then
            children := ops.move_booking_children(
                format('exists (select from %s p where p.id = c.booking_id)', part));
            execute format(
                'update wellness.booking_registry r set archived_at = now()'
                ' from %s p where p.id = r.id',
                part);
        when 'engagement.messages'::regclass then
            children := ops.move_children(
                'engagement.message_reactions', 'archive.message_reactions',
                format(
                    'exists (select from %s p'
                    ' where p.id = c.message_id and p.created_at = c.message_created_at)',
                    part));
        else
            -- Activity is only ever added.
            execute format(
                'insert into archive.activity_rollups as r'
                ' (month, activity_type, entity_type, entity_id, events)'
                ' select %L, t.activity_type, t.entity_type, t.entity_id, count(*) from %s t'
                ' where t.entity_type is not null and t.entity_id is not null'
                ' group by t.activity_type, t.entity_type, t.entity_id'
                ' on conflict (month, activity_type, entity_type, entity_id)'
                ' do update set events = r.events + excluded.events',
                first_day, part);
            get diagnostics children = row_count;
    end case;
    execute format('select count(*) from %s', part) into present;
    if present <> coalesce(copied, present) then
        raise exception '% of % has % rows, but % were copied', part, parent, present, copied
            using errcode = 'data_exception';
    end if;
    insert into archive.months (table_name, month, part, rows, child_rows)
    values (
        (select format('%s.%s', n.nspname, c.relname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = parent),
        first_day, part, present, children);
    return present;
end
$$;

comment on function ops.archive_month(regclass, regclass, timestamptz) is
    'Copies a closed month to the archive and moves its children; activity is counted instead.';

-- Takes away what this transaction has archived. Everybody waits for it, so it does nothing else: a
-- key that refers to the month would have all of its rows compared with those of the month, which
-- takes seconds. It is taken off and put back unchecked instead, for ops.check_reactions to check
-- while others go on.
create function ops.drop_archived_month(parent regclass, part regclass)
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    referring record;
begin
    if not exists (
        select from archive.months m
        where m.part = drop_archived_month.part::oid and m.moved_in = pg_current_xact_id())
    then
        raise exception '% has not been archived by this transaction', part
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    execute format('lock table %s in access exclusive mode', parent);
    select c.conrelid::regclass as relation, c.conname,
        regexp_replace(pg_get_constraintdef(c.oid), ' NOT VALID$', '') as definition
    into referring
    from pg_constraint c
    where c.contype = 'f' and c.confrelid = parent and c.conparentid = 0;
    if found then
        execute format(
            'alter table %s drop constraint %I', referring.relation, referring.conname);
    end if;
    execute format('alter table %s detach partition %s', parent, part);
    execute format('drop table %s', part);
    if referring.conname is not null then
        execute format(
            'alter table %s add constraint %I %s not valid',
            referring.relation, referring.conname, referring.definition);
    end if;
end
$$;

comment on function ops.drop_archived_month(regclass, regclass) is
    'Drops a month that the running transaction has archived.';

-- Compares reactions with their messages after months have left; writers go on meanwhile.
create function ops.check_reactions()
returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    unchecked text;
begin
    for unchecked in
        select c.conname from pg_constraint c
        where c.conrelid = 'engagement.message_reactions'::regclass
            and c.contype = 'f' and c.conparentid = 0 and not c.convalidated
    loop
        execute format(
            'alter table engagement.message_reactions validate constraint %I', unchecked);
    end loop;
end
$$;

comment on function ops.check_reactions() is
    'Checks the keys of reactions that the end of a month has put back unchecked.';

-- Children that were added to a booking after it had left.
create function ops.archive_late_children()
returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
    return ops.move_booking_children(
        'exists (select from wellness.booking_registry r'
        ' where r.id = c.booking_id and r.archived_at is not null)');
end
$$;

comment on function ops.archive_late_children() is
    'Moves participants and reschedule requests of archived bookings to the archive.';

grant execute on function
    ops.past_month(regclass, regclass, timestamptz),
    ops.close_month(regclass, regclass, timestamptz), ops.is_month_closed(regclass),
    ops.is_being_copied(regclass), ops.archive_month(regclass, regclass, timestamptz),
    ops.drop_archived_month(regclass, regclass), ops.check_reactions(),
    ops.archive_late_children()
    to millrace_batch;
