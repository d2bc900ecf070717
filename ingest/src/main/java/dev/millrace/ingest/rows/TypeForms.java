package dev.millrace.ingest.rows;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The forms of the types that a database has, by type OID. A type without a form is refused. */
public final class TypeForms {

    // Arrays are told by their input function: int2vector and oidvector print without braces.
    private static final String TYPES =
            """
            select t.oid, n.nspname, t.typname, t.typtype, t.typbasetype, t.typelem,
                   t.typinput = 'pg_catalog.array_in'::regproc as is_array,
                   coalesce(e.typdelim, t.typdelim) as delimiter
            from pg_catalog.pg_type t
            join pg_catalog.pg_namespace n on n.oid = t.typnamespace
            left join pg_catalog.pg_type e on e.oid = t.typelem
            """;

    private static final Map<String, ColumnForm> BUILT_IN =
            Map.ofEntries(
                    Map.entry("bool", ScalarForm.BOOLEAN),
                    Map.entry("int2", ScalarForm.INTEGER),
                    Map.entry("int4", ScalarForm.INTEGER),
                    Map.entry("int8", ScalarForm.INTEGER),
                    Map.entry("oid", ScalarForm.INTEGER),
                    Map.entry("numeric", ScalarForm.TEXT),
                    Map.entry("float4", ScalarForm.TEXT),
                    Map.entry("float8", ScalarForm.TEXT),
                    Map.entry("text", ScalarForm.TEXT),
                    Map.entry("varchar", ScalarForm.TEXT),
                    Map.entry("bpchar", ScalarForm.TEXT),
                    Map.entry("uuid", ScalarForm.TEXT),
                    Map.entry("inet", ScalarForm.TEXT),
                    Map.entry("cidr", ScalarForm.TEXT),
                    Map.entry("date", ScalarForm.TEXT),
                    Map.entry("time", ScalarForm.TEXT),
                    Map.entry("bytea", ScalarForm.TEXT),
                    Map.entry("timestamptz", ScalarForm.TIMESTAMPTZ),
                    Map.entry("timestamp", ScalarForm.TIMESTAMP),
                    Map.entry("json", ScalarForm.JSON),
                    Map.entry("jsonb", ScalarForm.JSON));

    private record TypeRow(
            String schema,
            String name,
            char kind,
            int base,
            int element,
            boolean array,
            char delimiter) {}

    private final Map<Integer, ColumnForm> forms;

    private TypeForms(Map<Integer, ColumnForm> forms) {
        this.forms = forms;
    }

    /** Reads every type of the connection's database. */
    public static TypeForms read(Connection connection) throws SQLException {
        Map<Integer, TypeRow> types = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(TYPES)) {
            while (row.next()) {
                types.put(
                        (int) row.getLong("oid"),
                        new TypeRow(
                                row.getString("nspname"),
                                row.getString("typname"),
                                row.getString("typtype").charAt(0),
                                (int) row.getLong("typbasetype"),
                                (int) row.getLong("typelem"),
                                row.getBoolean("is_array"),
                                row.getString("delimiter").charAt(0)));
            }
        }
        Map<Integer, ColumnForm> forms = new HashMap<>();
        types.keySet()
                .forEach(oid -> {
                    ColumnForm form = formOf(oid, types);
                    if (form != null) {
                        forms.put(oid, form);
                    }
                });
        return new TypeForms(Map.copyOf(forms));
    }

    /** The form of the type with this OID; empty when it is unknown or cannot be captured. */
    public Optional<ColumnForm> of(int oid) {
        return Optional.ofNullable(forms.get(oid));
    }

    private static @Nullable ColumnForm formOf(int oid, Map<Integer, TypeRow> types) {
        TypeRow type = types.get(oid);
        if (type == null) {
            return null;
        }
        if (type.kind() == 'd') {
            return formOf(type.base(), types);
        }
        if (type.kind() == 'e') {
            return ScalarForm.TEXT;
        }
        if (type.array()) {
            ColumnForm element = formOf(type.element(), types);
            return element == null ? null : new ArrayForm(element, type.delimiter());
        }
        if (type.schema().equals("pg_catalog")) {
            return BUILT_IN.get(type.name());
        }
        // An extension's type: only the case-insensitive text is known to be plain text.
        return type.kind() == 'b' && type.name().equals("citext") ? ScalarForm.TEXT : null;
    }
}
