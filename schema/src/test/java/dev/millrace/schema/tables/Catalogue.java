package dev.millrace.schema.tables;

import java.sql.Connection;
import java.util.List;
import org.jooq.impl.DSL;

/**
 * What a database holds, one object a line, sorted: schemas, enumerated types with their labels,
 * tables, views, columns with position, type, nullability and default, keys, checks, foreign keys
 * with their delete rule, and indexes. Partitions are left out, they come and go.
 */
final class Catalogue {

    private static final String QUERY =
            """
            with spaces as (
                select oid, nspname
                from pg_namespace
                where nspname in (
                    'identity', 'projects', 'learning', 'wellness', 'engagement', 'billing',
                    'content', 'analytics', 'ops', 'archive', 'derived', 'oracle', 'batch')
            ),
            relations as (
                select c.oid, c.relkind, c.reloptions, n.nspname || '.' || c.relname as name
                from pg_class c
                join spaces n on n.oid = c.relnamespace
                where c.relkind in ('r', 'p', 'v') and not c.relispartition
            ),
            listing (line) as (
                select 'schema ' || nspname
                from spaces
                union all
                select 'enum ' || n.nspname || '.' || t.typname || ': '
                    || string_agg(e.enumlabel, ', ' order by e.enumsortorder)
                from pg_type t
                join spaces n on n.oid = t.typnamespace
                join pg_enum e on e.enumtypid = t.oid
                group by n.nspname, t.typname
                union all
                select 'table ' || name
                    || coalesce(' partition by ' || pg_get_partkeydef(oid), '')
                from relations
                where relkind <> 'v'
                union all
                select 'view ' || name
                    || coalesce(' with ' || array_to_string(reloptions, ', '), '')
                from relations
                where relkind = 'v'
                union all
                select 'column ' || r.name || '.' || a.attname || ' #' || a.attnum || ' '
                    || format_type(a.atttypid, a.atttypmod)
                    || case when a.attnotnull then ' not null' else '' end
                    || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
                from relations r
                join pg_attribute a
                    on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
                left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
                union all
                select 'constraint ' || r.name || '.' || c.conname || ' '
                    || pg_get_constraintdef(c.oid)
                from relations r
                join pg_constraint c on c.conrelid = r.oid
                where c.contype in ('p', 'u', 'c', 'f', 'x') and c.conparentid = 0
                union all
                select 'index ' || r.name || ' ' || pg_get_indexdef(i.indexrelid)
                from relations r
                join pg_index i on i.indrelid = r.oid
                where i.indisvalid
            )
            select line from listing order by line collate "C"
            """;

    private Catalogue() {}

    static List<String> of(Connection connection) {
        return DSL.using(connection).resultQuery(QUERY).fetch(0, String.class);
    }
}
