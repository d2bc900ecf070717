package dev.millrace.streams.writer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table of schema {@code derived}: one statement for all rows of a batch, whatever its columns.
 */
final class StoreTable {

    private static final String COLUMNS =
            "select attname from pg_attribute"
                    + " where attrelid = to_regclass(?) and attnum > 0 and not attisdropped"
                    + " order by attnum";

    private final DerivedStore store;
    private final List<String> columns;
    private final String upsert;
    private final String delete;

    private StoreTable(DerivedStore store, List<String> columns) {
        this.store = store;
        this.columns = List.copyOf(columns);
        String all = String.join(", ", columns);
        String table = store.qualifiedName();
        this.upsert =
                "insert into %s (%s) select %s from json_populate_recordset(null::%s, ?::json) %s"
                        .formatted(table, all, all, table, onConflict());
        this.delete =
                "delete from %s t using json_populate_recordset(null::%s, ?::json) gone where %s"
                        .formatted(
                                table,
                                table,
                                store.key().stream()
                                        .map(column -> "t.%s = gone.%s".formatted(column, column))
                                        .collect(Collectors.joining(" and ")));
    }

    /**
     * Reads what columns the table has now.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_MISCONFIGURED} when there is no such table
     */
    static StoreTable load(Connection connection, DerivedStore store) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setString(1, store.qualifiedName());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.add(row.getString(1));
                }
            }
        }
        if (columns.isEmpty()) {
            throw new PipelineException(
                    ErrorKind.SERVER_MISCONFIGURED,
                    "table " + store.qualifiedName() + " does not exist: run the migrations");
        }
        return new StoreTable(store, columns);
    }

    List<String> columns() {
        return columns;
    }

    /** Inserts or replaces rows; each key at most once. */
    void put(Connection connection, Collection<TableChange.Put> rows) throws SQLException {
        ArrayNode json = JsonNodeFactory.instance.arrayNode(rows.size());
        rows.forEach(put -> json.add(put.row()));
        execute(connection, upsert, json);
    }

    /** Deletes rows by key; those that are not there are not missed. */
    void remove(Connection connection, Collection<TableChange.Remove> rows) throws SQLException {
        ArrayNode json = JsonNodeFactory.instance.arrayNode(rows.size());
        for (TableChange.Remove row : rows) {
            ObjectNode key = json.addObject();
            for (int i = 0; i < store.key().size(); i++) {
                key.put(store.key().get(i), row.key().value(i));
            }
        }
        execute(connection, delete, json);
    }

    private static void execute(Connection connection, String sql, ArrayNode json)
            throws SQLException {
        if (json.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, json.toString());
            statement.executeUpdate();
        }
    }

    private String onConflict() {
        String assignments =
                columns.stream()
                        .filter(column -> !store.key().contains(column))
                        .map(column -> column + " = excluded." + column)
                        .collect(Collectors.joining(", "));
        return "on conflict (%s) do update set %s"
                .formatted(String.join(", ", store.key()), assignments);
    }
}
