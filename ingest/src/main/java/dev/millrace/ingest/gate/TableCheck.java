package dev.millrace.ingest.gate;

import dev.millrace.ingest.rows.ColumnForm;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A table can be captured without loss: its key, what the log keeps of old rows, its columns'
 * types, what the role may read, and that no row policy hides rows from it.
 */
public final class TableCheck {

    private static final String COLUMNS =
            """
            select a.attname, a.atttypid::bigint as type_oid,
                   format_type(a.atttypid, a.atttypmod) as type_name,
                   has_column_privilege(a.attrelid, a.attnum, 'select') as readable
            from pg_attribute a
            where a.attrelid = to_regclass(?) and a.attnum > 0 and not a.attisdropped
                and a.attgenerated = ''
            order by a.attnum
            """;

    private static final String KEY =
            """
            select a.attname, i.indimmediate
            from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
            where i.indrelid = to_regclass(?) and i.indisprimary
            """;

    private static final String IDENTITIES =
            """
            select c.oid::regclass::text, c.relreplident
            from pg_class c
            where c.oid = to_regclass(?)
                or c.oid in (select relid from pg_partition_tree(to_regclass(?)))
            """;

    // A policy that lets every row pass hides nothing; the role owns nothing and bypasses nothing.
    private static final String HIDING =
            """
            select row_security_active(c.oid) and not (
                exists (
                    select from pg_policy p
                    where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*')
                        and pg_get_expr(p.polqual, p.polrelid) = 'true'
                        and (p.polroles = '{0}' or exists (
                            select from unnest(p.polroles) r where pg_has_role(r, 'usage'))))
                and not exists (
                    select from pg_policy p
                    where p.polrelid = c.oid and not p.polpermissive and p.polcmd in ('r', '*')
                        and pg_get_expr(p.polqual, p.polrelid) <> 'true'
                        and (p.polroles = '{0}' or exists (
                            select from unnest(p.polroles) r where pg_has_role(r, 'usage')))))
            from pg_class c
            where c.oid = to_regclass(?)
            """;

    private TableCheck() {}

    /**
     * Checks the table and gives its shape.
     *
     * @param forms the form of a type, by its OID
     * @throws PipelineException {@link ErrorKind#TABLE_UNCAPTURABLE}, or {@link
     *     ErrorKind#SERVER_MISCONFIGURED} when only a privilege is missing
     */
    public static TableShape check(
            Connection connection, CapturedTable table, IntFunction<Optional<ColumnForm>> forms)
            throws SQLException {
        TableShape shape = shape(connection, table, forms);
        checkKey(connection, table);
        checkIdentity(connection, table);
        checkPolicies(connection, table.qualifiedName());
        if (table.archive().isPresent()) {
            checkArchive(connection, table, shape, forms);
            checkPolicies(connection, table.archive().get());
        }
        return shape;
    }

    private static TableShape shape(
            Connection connection, CapturedTable table, IntFunction<Optional<ColumnForm>> forms)
            throws SQLException {
        List<TableShape.Column> columns =
                columns(connection, table.qualifiedName(), table.leftOut(), forms);
        if (columns.isEmpty()) {
            throw uncapturable(table.qualifiedName(), "it does not exist");
        }
        try {
            return new TableShape(table, columns);
        } catch (IllegalArgumentException e) {
            throw uncapturable(table.qualifiedName(), e.getMessage());
        }
    }

    private static void checkArchive(
            Connection connection,
            CapturedTable table,
            TableShape shape,
            IntFunction<Optional<ColumnForm>> forms)
            throws SQLException {
        String archive = table.archive().orElseThrow();
        List<TableShape.Column> archived = columns(connection, archive, table.leftOut(), forms);
        for (TableShape.Column column : shape.columns()) {
            if (!archived.contains(column)) {
                throw uncapturable(
                        archive,
                        "it holds archived rows of %s, but has no column %s of the same type"
                                .formatted(table.qualifiedName(), column.name()));
            }
        }
    }

    private static List<TableShape.Column> columns(
            Connection connection,
            String relation,
            Set<String> leftOut,
            IntFunction<Optional<ColumnForm>> forms)
            throws SQLException {
        List<TableShape.Column> columns = new ArrayList<>();
        Set<String> notFound = new HashSet<>(leftOut);
        boolean exists = false;
        try (PreparedStatement query = connection.prepareStatement(COLUMNS)) {
            query.setString(1, relation);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    exists = true;
                    String name = row.getString("attname");
                    if (notFound.remove(name)) {
                        continue;
                    }
                    if (!row.getBoolean("readable")) {
                        throw new PipelineException(
                                ErrorKind.SERVER_MISCONFIGURED,
                                "the capture role may not read %s.%s: run the migrations, or say GRANT SELECT (%s) ON %s"
                                        .formatted(relation, name, name, relation));
                    }
                    String typeName = row.getString("type_name");
                    ColumnForm form =
                            forms.apply((int) row.getLong("type_oid"))
                                    .orElseThrow(() ->
                                            uncapturable(
                                                    relation,
                                                    "column %s is of type %s, which has no written form"
                                                            .formatted(name, typeName)));
                    columns.add(new TableShape.Column(name, form));
                }
            }
        }
        // A column that must stay out may have been renamed, and would now be captured.
        if (exists && !notFound.isEmpty()) {
            throw uncapturable(
                    relation,
                    "it has no column %s, which must be left out; was it renamed?"
                            .formatted(String.join(", ", notFound)));
        }
        return columns;
    }

    private static void checkKey(Connection connection, CapturedTable table) throws SQLException {
        Set<String> key = new HashSet<>();
        try (PreparedStatement query = connection.prepareStatement(KEY)) {
            query.setString(1, table.qualifiedName());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    key.add(row.getString(1));
                    if (!row.getBoolean(2)) {
                        // In between two rows may have one key: the log would not say which went.
                        throw uncapturable(
                                table.qualifiedName(),
                                "its primary key is deferrable, expected one that is checked row by row");
                    }
                }
            }
        }
        if (!key.equals(Set.copyOf(table.key()))) {
            throw uncapturable(
                    table.qualifiedName(),
                    "its primary key is %s, expected %s"
                            .formatted(key.isEmpty() ? "missing" : key, table.key()));
        }
    }

    private static void checkIdentity(Connection connection, CapturedTable table)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(IDENTITIES)) {
            query.setString(1, table.qualifiedName());
            query.setString(2, table.qualifiedName());
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String found = row.getString(2);
                    boolean enough =
                            switch (table.identity()) {
                                case FULL -> found.equals("f");
                                case DEFAULT -> found.equals("f") || found.equals("d");
                            };
                    if (!enough) {
                        throw uncapturable(
                                row.getString(1),
                                "its replica identity is %s, expected %s: say ALTER TABLE %s REPLICA IDENTITY %s"
                                        .formatted(
                                                name(found),
                                                table.identity(),
                                                row.getString(1),
                                                table.identity()));
                    }
                }
            }
        }
    }

    private static String name(String identity) {
        return switch (identity) {
            case "f" -> "FULL";
            case "d" -> "DEFAULT";
            case "n" -> "NOTHING";
            default -> "an index";
        };
    }

    private static void checkPolicies(Connection connection, String relation) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(HIDING)) {
            query.setString(1, relation);
            try (ResultSet row = query.executeQuery()) {
                if (row.next() && row.getBoolean(1)) {
                    throw uncapturable(
                            relation,
                            "its row level security may hide rows from the capture role, so a"
                                    + " snapshot would lose them: add a policy FOR SELECT TO that role"
                                    + " USING (true)");
                }
            }
        }
    }

    private static PipelineException uncapturable(String relation, @Nullable String what) {
        return new PipelineException(
                ErrorKind.TABLE_UNCAPTURABLE, relation + " cannot be captured: " + what);
    }
}
