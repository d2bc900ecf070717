package dev.millrace.batch.healthcheck;

import dev.millrace.batch.healthcheck.DatabaseFigures.Index;
import dev.millrace.batch.healthcheck.DatabaseFigures.Replica;
import dev.millrace.batch.healthcheck.DatabaseFigures.Slot;
import dev.millrace.batch.healthcheck.DatabaseFigures.SlowStatement;
import dev.millrace.batch.healthcheck.DatabaseFigures.Table;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalDouble;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks PostgreSQL for its figures; the session must belong to who may see all sessions. */
final class FigureQueries {

    private static final int LONGEST_LIST = 10;

    private static final String SESSIONS =
            """
            select
                pg_database_size(current_database()),
                count(*),
                count(*) filter (where state = 'active'),
                count(*) filter (
                    where state = 'active'
                        and clock_timestamp() - query_start > ? * interval '1 second'),
                (
                    select 100.0 * blks_hit / nullif(blks_hit + blks_read, 0)
                    from pg_stat_database where datname = current_database()
                ),
                (
                    select 100.0 * sum(idx_scan) / nullif(sum(idx_scan) + sum(seq_scan), 0)
                    from pg_stat_user_tables
                )
            from pg_stat_activity
            where datname = current_database()
                and backend_type = 'client backend'
                and pid <> pg_backend_pid()
            """;

    private static final String SLOTS =
            """
            select slot_name, active,
                coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint
            from pg_replication_slots
            where database = current_database() or database is null
            order by 1
            """;

    // Readers of logical slots are no replicas; their slots say how far behind they are.
    private static final String REPLICAS =
            """
            select r.application_name, coalesce(host(r.client_addr), 'local'), r.state,
                greatest(
                    0,
                    pg_wal_lsn_diff(
                        pg_current_wal_lsn(),
                        coalesce(r.replay_lsn, r.flush_lsn, r.write_lsn, r.sent_lsn)))::bigint,
                extract(epoch from coalesce(r.replay_lag, r.flush_lag, r.write_lag))
            from pg_stat_replication r
            where r.state <> 'backup'
                and not exists (
                    select from pg_replication_slots s
                    where s.active_pid = r.pid and s.slot_type = 'logical')
            order by 1, 2, 4
            """;

    private static final String TABLES =
            """
            select relid::regclass::text, pg_total_relation_size(relid), pg_relation_size(relid),
                pg_indexes_size(relid)
            from pg_stat_user_tables
            order by 2 desc, 1
            limit ?
            """;

    private static final String INDEXES =
            """
            select s.indexrelid::regclass::text, s.relid::regclass::text, s.idx_scan,
                s.idx_tup_read, s.idx_tup_fetch, pg_relation_size(s.indexrelid)
            from pg_stat_user_indexes s
            join pg_index i on i.indexrelid = s.indexrelid
            """;

    private static final String MOST_SCANNED = INDEXES + "order by s.idx_scan desc, 1 limit ?";

    private static final String NEVER_SCANNED =
            INDEXES + "where s.idx_scan = 0 and not i.indisunique order by 6 desc, 1 limit ?";

    private static final String EXTENSION =
            """
            select quote_ident(n.nspname)
            from pg_extension e join pg_namespace n on n.oid = e.extnamespace
            where e.extname = 'pg_stat_statements'
            """;

    private static final String STATEMENTS =
            """
            select queryid::text, left(regexp_replace(query, '\\s+', ' ', 'g'), 100), calls,
                mean_exec_time, total_exec_time, rows,
                100.0 * shared_blks_hit / nullif(shared_blks_hit + shared_blks_read, 0)
            from %s.pg_stat_statements
            where dbid = (select oid from pg_database where datname = current_database())
                and queryid is not null
            order by mean_exec_time desc
            limit ?
            """;

    private FigureQueries() {}

    /**
     * Reads all.
     *
     * @param longSeconds from how many seconds on a statement is a long one
     */
    static DatabaseFigures read(JdbcClient sql, long longSeconds) {
        return sql.sql(SESSIONS)
                .param(longSeconds)
                .query((row, number) ->
                        new DatabaseFigures(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                decimal(row, 5),
                                decimal(row, 6),
                                slots(sql),
                                replicas(sql),
                                tables(sql),
                                indexes(sql, MOST_SCANNED),
                                indexes(sql, NEVER_SCANNED),
                                statements(sql)))
                .single();
    }

    private static List<Slot> slots(JdbcClient sql) {
        return sql.sql(SLOTS)
                .query((row, number) ->
                        new Slot(row.getString(1), row.getBoolean(2), row.getLong(3)))
                .list();
    }

    private static List<Replica> replicas(JdbcClient sql) {
        return sql.sql(REPLICAS)
                .query((row, number) ->
                        new Replica(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getLong(4),
                                decimal(row, 5)))
                .list();
    }

    private static List<Table> tables(JdbcClient sql) {
        return sql.sql(TABLES)
                .param(LONGEST_LIST)
                .query((row, number) ->
                        new Table(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .list();
    }

    private static List<Index> indexes(JdbcClient sql, String query) {
        return sql.sql(query)
                .param(LONGEST_LIST)
                .query((row, number) ->
                        new Index(
                                row.getString(1),
                                row.getString(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6)))
                .list();
    }

    /** None where the extension is missing, or is there but was not loaded with the server. */
    private static List<SlowStatement> statements(JdbcClient sql) {
        List<String> schema = sql.sql(EXTENSION).query(String.class).list();
        if (schema.isEmpty()) {
            return List.of();
        }
        try {
            return sql.sql(STATEMENTS.formatted(schema.getFirst()))
                    .param(LONGEST_LIST)
                    .query((row, number) ->
                            new SlowStatement(
                                    row.getString(1),
                                    row.getString(2),
                                    row.getLong(3),
                                    row.getDouble(4),
                                    row.getDouble(5),
                                    row.getLong(6),
                                    decimal(row, 7)))
                    .list();
        } catch (DataAccessException e) {
            if (e.getRootCause() instanceof SQLException cause
                    && "55000".equals(cause.getSQLState())) {
                return List.of();
            }
            throw e;
        }
    }

    private static OptionalDouble decimal(ResultSet row, int column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
