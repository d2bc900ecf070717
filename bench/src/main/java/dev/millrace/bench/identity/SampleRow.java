package dev.millrace.bench.identity;

import dev.millrace.schema.capture.CapturedTable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** A full row of a table: a value of ordinary size in every column. */
final class SampleRow {

    // Text without a limit holds 120 characters, with one at most 32; random, so that nothing of
    // it can be compressed away.
    private static final String LONG_TEXT =
            "left(md5(g || '%1$s') || md5(g || '%1$s.') || md5(g || '%1$s..') || md5(g || '%1$s...'), 120)";
    private static final String SHORT_TEXT = "left(md5(g || '%s'), %d)";
    private static final int SHORT = 32;

    private static final String COLUMNS =
            """
            select a.attname, quote_ident(a.attname) as quoted,
                   format_type(a.atttypid, a.atttypmod) as type,
                   format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null) as base,
                   case when a.atttypmod > 4 then a.atttypmod - 4 end as length,
                   t.typtype = 'e' as is_enum, t.typcategory = 'A' as is_array,
                   coalesce((select e.typtype = 'e' from pg_type e where e.oid = t.typelem), false)
                       as of_enums,
                   format_type(t.typelem, null) as element
            from pg_attribute a join pg_type t on t.oid = a.atttypid
            where a.attrelid = ?::regclass and a.attnum > 0 and not a.attisdropped
                and a.attgenerated = ''
            order by a.attnum
            """;

    /**
     * A column.
     *
     * @param name its name
     * @param quoted its name as it stands in SQL
     * @param sample an expression for its value in row {@code g}
     */
    record Column(String name, String quoted, String sample) {}

    private SampleRow() {}

    static List<Column> columns(Connection connection, CapturedTable table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setString(1, table.qualifiedName());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.add(
                            new Column(
                                    row.getString("attname"),
                                    row.getString("quoted"),
                                    sample(row) + "::" + row.getString("type")));
                }
            }
        }
        return columns;
    }

    private static String sample(ResultSet column) throws SQLException {
        String name = column.getString("attname");
        if (column.getBoolean("is_enum")) {
            return "(enum_range(null::%s))[1]".formatted(column.getString("base"));
        }
        if (column.getBoolean("is_array")) {
            String element = column.getString("element");
            return column.getBoolean("of_enums")
                    ? "(enum_range(null::%s))[1:2]".formatted(element)
                    : "array[%1$s, %1$s]".formatted(scalar(element, name, 12));
        }
        int length = column.getInt("length");
        return scalar(column.getString("base"), name, column.wasNull() ? 0 : length);
    }

    /**
     * @param length of a text with a limit; 0 without
     */
    private static String scalar(String type, String name, int length) {
        return switch (type) {
            case "uuid" -> "gen_random_uuid()";
            case "text", "citext", "character varying", "character" ->
                    length == 0
                            ? LONG_TEXT.formatted(name)
                            : SHORT_TEXT.formatted(name, Math.min(SHORT, length));
            // Some tables allow one active row only.
            case "boolean" -> "false";
            case "smallint", "integer", "bigint" -> "g";
            case "numeric", "real", "double precision" -> "1.25";
            case "date" -> "current_date";
            case "time without time zone" -> "time '10:00'";
            case "timestamp with time zone", "timestamp without time zone" -> "clock_timestamp()";
            case "json", "jsonb" ->
                    "jsonb_build_object('kind', 'sample', 'value', md5(g || '%s'))".formatted(name);
            case "inet" -> "inet '10.1.2.3'";
            case "bytea" -> "decode(md5(g || '%s'), 'hex')".formatted(name);
            default ->
                    throw new IllegalStateException(
                            "no sample for column %s of type %s".formatted(name, type));
        };
    }
}
