-- Who changed what, for the tables where that matters: people, their rights, health, money. Each
-- insert, update and delete adds one row to ops.audit_logs, in the same transaction. The function
-- runs with the owner's rights, so nobody needs a grant to be audited, and nobody gets one to write
-- the trail of someone else.
--
-- Values: an insert has new_values, a delete old_values, an update both for the columns that
-- changed, and their names in changes. updated_at is left out, it changes with every update.
-- Columns that hold a password, token, secret, hash or cipher show as "***", whatever the table;
-- a trigger can name more. Health and credentials: names of columns only, never a value.
-- Views, exports and shares are not changes: the application writes those rows itself.

-- Arguments of a trigger: the key columns, separated by commas; 'values' or 'names'; the category;
-- then any further columns to hide.
create function ops.record_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
    key_columns constant text[] := string_to_array(tg_argv[0], ',');
    names_only constant boolean := tg_argv[1] = 'names';
    area constant text := tg_argv[2];
    hidden constant text[] := coalesce(tg_argv[3:], '{}');
    secret constant text := '(password|passwd|passphrase|secret|token|_hash$|_enc$|backup_codes)';
    was jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) - 'updated_at' end;
    becomes jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) - 'updated_at' end;
    identified jsonb := coalesce(to_jsonb(new), to_jsonb(old));
    changed text[];
    masked text;
begin
    if tg_op = 'UPDATE' then
        select coalesce(array_agg(n.key order by n.key), '{}')
        into changed
        from jsonb_each(becomes) n
        where n.value is distinct from was -> n.key;
        was := (select jsonb_object_agg(c, was -> c) from unnest(changed) c);
        becomes := (select jsonb_object_agg(c, becomes -> c) from unnest(changed) c);
    else
        select array_agg(v.key order by v.key)
        into changed
        from jsonb_each(coalesce(becomes, was)) v
        where v.value <> 'null';
    end if;

    if names_only then
        was := null;
        becomes := null;
    else
        for masked in
            select k
            from jsonb_object_keys(coalesce(becomes, was)) k
            where k ~ secret or k = any (hidden)
        loop
            if was -> masked <> 'null' then
                was := was || jsonb_build_object(masked, '***');
            end if;
            if becomes -> masked <> 'null' then
                becomes := becomes || jsonb_build_object(masked, '***');
            end if;
        end loop;
    end if;

    insert into ops.audit_logs (
        event_type, resource_type, resource_id, action, user_id, impersonated_by, request_id,
        session_id, old_values, new_values, changes, additional_info, category,
        compliance_relevant)
    values (
        'data_change',
        coalesce(pg_partition_root(tg_relid), tg_relid)::regclass::text,
        (select string_agg(identified ->> k, ',' order by i)
            from unnest(key_columns) with ordinality as u (k, i)),
        lower(tg_op),
        identity.current_user_id(),
        nullif(current_setting('app.impersonated_by', true), '')::uuid,
        nullif(current_setting('app.request_id', true), ''),
        nullif(current_setting('app.session_id', true), ''),
        was,
        becomes,
        case when names_only or tg_op = 'UPDATE' then to_jsonb(changed) end,
        jsonb_build_object(
            'database_role',
            coalesce(nullif(current_setting('role'), 'none'), session_user)),
        area,
        area in ('health', 'money'));
    return null;
end
$$;

comment on function ops.record_change() is
    'Adds the change of a row to the audit trail, without its secrets.';

do $$
declare
    audited record;
begin
    for audited in
        select *
        from (
            values
                ('identity.users', 'id', 'values', 'person', '{}'),
                ('identity.user_credentials', 'user_id', 'names', 'access', '{}'),
                ('identity.user_secrets', 'user_id', 'names', 'person', '{}'),
                ('identity.roles', 'id', 'values', 'access', '{}'),
                ('identity.permissions', 'id', 'values', 'access', '{}'),
                ('identity.user_roles', 'id', 'values', 'access', '{}'),
                ('identity.role_permissions', 'id', 'values', 'access', '{}'),
                ('wellness.practitioners', 'id', 'values', 'person', '{}'),
                ('wellness.health_profiles', 'user_id', 'names', 'health', '{}'),
                ('wellness.health_records', 'id', 'names', 'health', '{}'),
                ('wellness.health_record_sharing', 'id', 'names', 'health', '{}'),
                ('wellness.health_record_attachments',
                    'health_record_id,media_file_id', 'names', 'health', '{}'),
                ('billing.payments', 'id', 'values', 'money', '{}'),
                ('billing.refunds', 'id', 'values', 'money', '{}'),
                ('billing.payouts', 'id', 'values', 'money', '{payout_details}'),
                ('billing.payout_accounts', 'practitioner_id', 'names', 'money', '{}')
        ) as t (relation, key_columns, what, category, hidden)
    loop
        execute format(
            'create trigger record_change after insert or update or delete on %s'
            ' for each row execute function ops.record_change(%s)',
            audited.relation,
            (select string_agg(quote_literal(a), ', ')
                from unnest(
                    array[audited.key_columns, audited.what, audited.category]
                    || audited.hidden::text[]) a));
    end loop;
end
$$;
