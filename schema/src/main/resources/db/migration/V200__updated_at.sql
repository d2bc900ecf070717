-- updated_at says when a row last changed, whoever changed it: one trigger for all tables that have
-- the column. Derived tables get theirs from the pipeline, archived rows keep theirs. A new table
-- with the column needs the trigger in its own migration.

create function ops.touch_updated_at()
returns trigger
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
begin
    new.updated_at := now();
    return new;
end
$$;

comment on function ops.touch_updated_at() is
    'Sets updated_at to the time of the transaction, whatever the statement says.';

do $$
declare
    touched regclass;
begin
    for touched in
        select c.oid::regclass
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid
        where c.relkind in ('r', 'p')
            and not c.relispartition
            and n.nspname in (
                'identity', 'projects', 'learning', 'wellness', 'engagement', 'billing', 'content',
                'analytics', 'ops')
            and a.attname = 'updated_at'
            and not a.attisdropped
    loop
        execute format(
            'create trigger touch_updated_at before update on %s'
            ' for each row execute function ops.touch_updated_at()',
            touched);
    end loop;
end
$$;
