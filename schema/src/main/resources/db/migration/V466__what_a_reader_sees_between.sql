-- What a reader of a derived table can see of a transaction that changed several rows, said where the
-- table is described.

do $$
declare
    store record;
begin
    for store in
        select c.relname, obj_description(c.oid, 'pg_class') as said
        from pg_class c
        where c.relnamespace = 'derived'::regnamespace
            and c.relkind = 'r'
            and c.relname not in ('applied_offsets', 'store_freshness')
    loop
        execute format(
            'comment on table derived.%I is %L',
            store.relname,
            concat_ws(
                ' ',
                store.said,
                'Each row is right as of some commit of each table that it follows from. What a '
                    'transaction changed in several rows of one table shows at once, unless those '
                    'are thousands or the store is far behind; what it changed in several tables '
                    'may show in parts until as_of_lsn of derived.freshness has passed it.'));
    end loop;
end
$$;
