package dev.millrace.bench.derived.check;

import dev.millrace.bench.servers.BenchServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * What the oracles say at a moment, kept in tables: the recomputation in plain SQL, which is also
 * the limit of every first build.
 */
public final class Expectation {

    private final BenchServers servers;

    public Expectation(BenchServers servers) {
        this.servers = servers;
    }

    /**
     * Recomputes these stores.
     *
     * @return seconds that it took
     */
    public double recompute(Collection<String> stores) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set work_mem = '256MB'");
            long begin = System.nanoTime();
            for (String store : stores) {
                statement.execute("drop table if exists bench.expected_" + store);
                statement.execute(
                        "create table bench.expected_%1$s as select * from oracle.%1$s"
                                .formatted(store));
            }
            return (System.nanoTime() - begin) / 1e9;
        }
    }

    /**
     * Whether the relation holds just what was expected at the last recomputation, by count first,
     * then by the sum of the hashes of all rows.
     */
    public boolean isMet(ComparedStore compared) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            String columns = String.join(", ", columns(statement, compared));
            String count =
                    "select (select count(*) from %s) = (select count(*) from %s)"
                            .formatted(compared.relation(), compared.expectedTable());
            String sum =
                    "(select sum(hashtextextended(row(%s)::text, 0)::numeric) from %s)"
                            .formatted(columns, "%s");
            return isTrue(statement, count)
                    && isTrue(
                            statement,
                            "select "
                                    + sum.formatted(compared.relation())
                                    + " is not distinct from "
                                    + sum.formatted(compared.expectedTable()));
        }
    }

    /** Compares row by row, both ways, with what was expected at the last recomputation. */
    public Difference compare(ComparedStore compared) throws SQLException {
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set work_mem = '256MB'");
            List<String> columns = columns(statement, compared);
            String key = String.join(", ", compared.key());
            try (ResultSet row =
                    statement.executeQuery(
                            """
                            with found as (select %1$s from %2$s),
                                 expected as (select %1$s from %3$s),
                                 apart as (
                                     select %4$s, true as wanted
                                     from (table expected except all table found) e
                                     union all
                                     select %4$s, false
                                     from (table found except all table expected) f),
                                 verdict as (
                                     select bool_or(wanted) as wanted, bool_or(not wanted) as had
                                     from apart group by %4$s)
                            select
                                (select count(*) from found),
                                count(*) filter (where wanted and not had),
                                count(*) filter (where had and not wanted),
                                count(*) filter (where wanted and had)
                            from verdict
                            """
                                    .formatted(
                                            String.join(", ", columns),
                                            compared.relation(),
                                            compared.expectedTable(),
                                            key))) {
                row.next();
                return new Difference(
                        compared.store(),
                        columns.size() - compared.key().size(),
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4));
            }
        }
    }

    private static List<String> columns(Statement statement, ComparedStore compared)
            throws SQLException {
        List<String> columns = new ArrayList<>();
        try (ResultSet row =
                statement.executeQuery(
                        """
                        select d.attname
                        from pg_attribute d
                        join pg_attribute o on o.attname = d.attname
                        where d.attrelid = '%s'::regclass and o.attrelid = 'oracle.%s'::regclass
                            and d.attnum > 0 and o.attnum > 0 and not d.attisdropped
                        order by o.attnum
                        """
                                .formatted(compared.relation(), compared.store()))) {
            while (row.next()) {
                columns.add(row.getString(1));
            }
        }
        return columns;
    }

    private static boolean isTrue(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
