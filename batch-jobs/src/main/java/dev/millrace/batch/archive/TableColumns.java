package dev.millrace.batch.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The columns of a table of PostgreSQL.
 *
 * @param forms in their order
 * @param needed names of those that must be given a value
 */
record TableColumns(List<ColumnForm> forms, Set<String> needed) {

    private static final String COLUMNS =
            """
            select a.attname, format_type(a.atttypid, a.atttypmod),
                t.typcategory = 'A' and (e.typcategory = 'S' or e.typtype = 'e'),
                a.attnotnull and not a.atthasdef and a.attidentity = ''
            from pg_attribute a
            join pg_type t on t.oid = a.atttypid
            left join pg_type e on e.oid = t.typelem and t.typelem <> 0
            where a.attrelid = ?::regclass and a.attnum > 0 and not a.attisdropped
            order by a.attnum
            """;

    TableColumns {
        forms = List.copyOf(forms);
        needed = Set.copyOf(needed);
    }

    static TableColumns of(Connection database, String table) throws SQLException {
        List<ColumnForm> forms = new ArrayList<>();
        Set<String> needed = new TreeSet<>();
        try (PreparedStatement statement = database.prepareStatement(COLUMNS)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    forms.add(
                            new ColumnForm(row.getString(1), row.getString(2), row.getBoolean(3)));
                    if (row.getBoolean(4)) {
                        needed.add(row.getString(1));
                    }
                }
            }
        }
        return new TableColumns(forms, needed);
    }
}
