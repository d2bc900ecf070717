package dev.millrace.bench.identity;

import dev.millrace.bench.servers.BenchServers;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.capture.CapturedTable.ReplicaIdentity;
import dev.millrace.schema.capture.CapturedTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Measures what the log holds of an update with and without the whole old row, for each captured
 * table that has it: on a twin of the table with its columns and indexes and a full row's values,
 * made and rolled back in one transaction.
 */
public final class IdentityBench {

    private static final int ROWS = 50;

    private final BenchServers servers;

    public IdentityBench(BenchServers servers) {
        this.servers = servers;
    }

    public List<IdentityCost> run() throws SQLException {
        List<IdentityCost> costs = new ArrayList<>();
        try (Connection connection = servers.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (CapturedTable table : CapturedTables.all()) {
                if (table.identity() == ReplicaIdentity.FULL) {
                    costs.add(measure(connection, statement, table));
                }
            }
        }
        return costs;
    }

    private static IdentityCost measure(
            Connection connection, Statement statement, CapturedTable table) throws SQLException {
        List<SampleRow.Column> columns = SampleRow.columns(connection, table);
        double keyOnly = 0;
        double wholeRow = 0;
        double rowBytes = 0;
        for (String identity : List.of("default", "full")) {
            makeTwin(statement, table, columns);
            statement.execute("alter table twin replica identity " + identity);
            double bytes = updateAll(statement, table, columns);
            if (identity.equals("full")) {
                wholeRow = bytes;
            } else {
                keyOnly = bytes;
            }
            rowBytes = number(statement, "select avg(pg_column_size(twin.*)) from twin");
            connection.rollback();
        }
        boolean outOfLine = canBeOutOfLine(statement, table, columns);
        connection.rollback();
        return new IdentityCost(table.qualifiedName(), rowBytes, keyOnly, wholeRow, outOfLine);
    }

    private static void makeTwin(
            Statement statement, CapturedTable table, List<SampleRow.Column> columns)
            throws SQLException {
        statement.execute("set local search_path = bench, public, pg_catalog");
        statement.execute(
                "create table twin (like "
                        + table.qualifiedName()
                        + " including indexes including storage including compression)");
        statement.execute(
                "insert into twin ("
                        + columns.stream()
                                .map(SampleRow.Column::quoted)
                                .collect(Collectors.joining(", "))
                        + ") select "
                        + columns.stream()
                                .map(SampleRow.Column::sample)
                                .collect(Collectors.joining(", "))
                        + " from generate_series(1, "
                        + ROWS
                        + ") as g");
    }

    /** Bytes of log an update. */
    private static double updateAll(
            Statement statement, CapturedTable table, List<SampleRow.Column> columns)
            throws SQLException {
        double before = walPosition(statement);
        int updated = statement.executeUpdate("update twin set " + change(table, columns));
        if (updated != ROWS) {
            throw new IllegalStateException(updated + " rows updated, expected " + ROWS);
        }
        return (walPosition(statement) - before) / updated;
    }

    /** What nearly every update of an application touches; else any column outside the key. */
    private static String change(CapturedTable table, List<SampleRow.Column> columns) {
        if (columns.stream().anyMatch(column -> column.name().equals("updated_at"))) {
            return "updated_at = clock_timestamp()";
        }
        String any =
                columns.stream()
                        .filter(column -> !table.key().contains(column.name()))
                        .findFirst()
                        .orElse(columns.getFirst())
                        .quoted();
        return any + " = " + any;
    }

    /** PostgreSQL gives a table a place for values out of line only where a row can need it. */
    private static boolean canBeOutOfLine(
            Statement statement, CapturedTable table, List<SampleRow.Column> columns)
            throws SQLException {
        statement.execute(
                "create table bench.captured_columns as select "
                        + columns.stream()
                                .filter(column -> !table.leftOut().contains(column.name()))
                                .map(SampleRow.Column::quoted)
                                .collect(Collectors.joining(", "))
                        + " from "
                        + table.qualifiedName()
                        + " with no data");
        return number(
                        statement,
                        "select reltoastrelid from pg_class where oid = 'bench.captured_columns'::regclass")
                > 0;
    }

    private static double walPosition(Statement statement) throws SQLException {
        return number(statement, "select pg_current_wal_insert_lsn() - '0/0'");
    }

    private static double number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getDouble(1);
        }
    }
}
