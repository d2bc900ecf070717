-- The roles of the application database. Roles belong to the whole server and outlive a database,
-- so this may run any number of times: a missing role or attribute is added, nothing is taken away.
-- millrace_app has few rights of its own; it reaches those of millrace_app_service only by saying
-- SET ROLE (noinherit).

do $$
declare
    wanted record;
    present record;
begin
    for wanted in
        select *
        from (
            values
                ('millrace_owner', true, false, true),
                ('millrace_capture', true, true, true),
                ('millrace_writer', true, false, true),
                ('millrace_batch', true, false, true),
                ('millrace_app', true, false, false),
                ('millrace_app_service', false, false, true),
                ('millrace_analyst', true, false, true),
                ('millrace_operator', true, false, true)
        ) as r (name, logs_in, replicates, inherits)
    loop
        if not exists (select from pg_roles where rolname = wanted.name) then
            execute format('create role %I', wanted.name);
        end if;
        select rolcanlogin, rolreplication, rolinherit
        into strict present
        from pg_roles
        where rolname = wanted.name;
        if wanted.logs_in and not present.rolcanlogin then
            execute format('alter role %I login', wanted.name);
        end if;
        if wanted.replicates and not present.rolreplication then
            execute format('alter role %I replication', wanted.name);
        end if;
        if present.rolinherit and not wanted.inherits then
            execute format('alter role %I noinherit', wanted.name);
        end if;
    end loop;

    if not pg_has_role('millrace_app', 'millrace_app_service', 'member') then
        grant millrace_app_service to millrace_app;
    end if;
    if not pg_has_role('millrace_operator', 'pg_monitor', 'member') then
        grant pg_monitor to millrace_operator;
    end if;
    -- An administrator who is no superuser may give a database only to a role that he belongs to.
    if not pg_has_role(current_user, 'millrace_owner', 'member') then
        execute format('grant millrace_owner to %I', current_user);
    end if;
end
$$;
