package dev.millrace.batch.archive;

import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows of any table, made from the types of its columns: every column has many kinds of values. */
final class Samples {

    private static final String TEXTS =
            "(array['', 'plain', E'a \"quoted\", text', E'two\\nlines\\r\\n', E'\\\\N', '\\N', ' ', 'größe 🎯', E'tab\\there', '{}', 'null', 'NULL', '0012.50', E'\\x01', repeat('long', 3000)])";

    private static final String OBJECTS =
            "(array['{}', '[]', 'null', '{\"a\": 1.10, \"b\": [null, \"x\\ny\", {\"c\": 1e-7}]}', '\"text\"', '12345678901234567890.123456789012345678901', '{\"k\": \"quote \\\" and \\\\ and ü\"}'])";

    private Samples() {}

    private record Column(String name, String type, boolean isRequired, boolean isEnum) {}

    /**
     * Adds rows to a table that checks nothing but nulls.
     *
     * @param special SQL of columns whose values are not free, in terms of row number {@code g}
     */
    static void fill(
            JdbcClient sql, String table, int rows, java.util.Map<String, String> special) {
        List<Column> columns =
                sql.sql(
                                """
                                select a.attname, format_type(a.atttypid, a.atttypmod),
                                    a.attnotnull, t.typtype = 'e'
                                from pg_attribute a join pg_type t on t.oid = a.atttypid
                                where a.attrelid = ?::regclass and a.attnum > 0
                                    and not a.attisdropped
                                order by a.attnum
                                """)
                        .param(table)
                        .query((row, number) ->
                                new Column(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getBoolean(3),
                                        row.getBoolean(4)))
                        .list();
        List<String> names = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (Column column : columns) {
            names.add('"' + column.name() + '"');
            String value = special.getOrDefault(column.name(), value(column));
            // Every fifth is null, another row in every column.
            values.add(
                    column.isRequired() || special.containsKey(column.name())
                            ? value
                            : "case when (g + %d) %% 5 <> 0 then %s end"
                                    .formatted(values.size(), value));
        }
        sql.sql(
                        "insert into %s (%s) select %s from generate_series(1, %d) g"
                                .formatted(
                                        table,
                                        String.join(", ", names),
                                        String.join(", ", values),
                                        rows))
                .update();
    }

    private static String value(Column column) {
        if (column.isEnum()) {
            return "(enum_range(null::%1$s))[1 + g %% array_length(enum_range(null::%1$s), 1)]"
                    .formatted(column.type());
        }
        return switch (column.type()) {
            case "uuid" -> "gen_random_uuid()";
            case "boolean" -> "g % 2 = 0";
            case "smallint" -> "((g - 30) * 1000)::smallint";
            case "integer" -> "(g - 30) * 70000000";
            case "bigint" -> "g * 9007199254740993 - 5";
            case "date" -> "date '1969-12-20' + g";
            case "timestamp with time zone", "timestamp without time zone" ->
                    "(timestamptz '1969-12-31 23:59:59.999999+00' + g * interval '400 days 0.000001 seconds')::"
                            + column.type();
            case "time without time zone" -> "time '23:59:59.123456' - g * interval '1 minute'";
            case "interval" -> "make_interval(months => g, days => -g, secs => g * 0.000001)";
            case "inet" ->
                    "(array['10.0.0.1', '10.1.0.0/16', '::1', '2001:db8::/32'])[1 + g % 4]::inet";
            case "bytea" -> "decode(lpad(to_hex(g), 8, '0'), 'hex')";
            case "jsonb", "json" -> "%s[1 + g %% 7]::%s".formatted(OBJECTS, column.type());
            case "text" -> TEXTS + "[1 + g % 15]";
            case "character(3)" -> "(array['USD', 'EU', ''])[1 + g % 3]";
            case "text[]" ->
                    "(array['{}', '{a,NULL,\"\"}', E'{\"two\\nlines\",\"q\\\\\"uote\",NULL}'])[1 + g % 3]::text[]";
            case "double precision" -> "1e300 / 3 * (g - 15)";
            default -> {
                if (column.type().startsWith("numeric")) {
                    yield "(g - 15) * 0.01::numeric";
                }
                if (column.type().endsWith("[]")) {
                    yield "case when g %% 2 = 0 then (enum_range(null::%1$s))[1:2] else '{}' end"
                            .formatted(column.type().replace("[]", ""));
                }
                throw new IllegalArgumentException("no values of " + column.type());
            }
        };
    }
}
