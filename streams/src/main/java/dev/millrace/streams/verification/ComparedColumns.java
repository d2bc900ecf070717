package dev.millrace.streams.verification;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The columns of a derived table that its oracle recomputes.
 *
 * @param columns in the table's order
 */
record ComparedColumns(List<Column> columns) {

    // A character type without a length would be one of length 1 by its usual name.
    private static final String SHARED_COLUMNS =
            "select d.attname, case when d.atttypid = 'bpchar'::regtype then 'bpchar'"
                    + " else format_type(d.atttypid, null) end"
                    + " from pg_attribute d join pg_attribute o on o.attname = d.attname"
                    + " where d.attrelid = to_regclass(?) and o.attrelid = to_regclass(?)"
                    + " and d.attnum > 0 and o.attnum > 0"
                    + " and not d.attisdropped order by d.attnum";

    /**
     * A column.
     *
     * @param type its type in the derived table, without length or scale
     */
    record Column(String name, String type) {}

    ComparedColumns {
        columns = List.copyOf(columns);
    }

    /**
     * Reads the catalogue.
     *
     * @throws PipelineException {@link ErrorKind#SERVER_MISCONFIGURED} when table or oracle is not
     *     there or lacks a column of the key
     */
    static ComparedColumns of(Connection connection, DerivedStore store) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(SHARED_COLUMNS)) {
            query.setString(1, store.qualifiedName());
            query.setString(2, store.oracleName());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String column = row.getString(1);
                    if (!store.isTimeColumn(column) || store.key().contains(column)) {
                        columns.add(new Column(column, row.getString(2)));
                    }
                }
            }
        }
        ComparedColumns compared = new ComparedColumns(columns);
        if (!compared.names().containsAll(store.key())) {
            throw new PipelineException(
                    ErrorKind.SERVER_MISCONFIGURED,
                    store.qualifiedName()
                            + " or "
                            + store.oracleName()
                            + " does not exist or cannot be seen: run the migrations");
        }
        return compared;
    }

    List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /** The columns of the oracle or of the table, each of the table's type. */
    String cast() {
        return columns.stream()
                .map(column -> "%1$s::%2$s as %1$s".formatted(column.name, column.type))
                .collect(Collectors.joining(", "));
    }
}
