package dev.millrace.ingest.snapshot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** What a relation holds, in numbers. */
final class RowEstimate {

    // -1 marks a relation that was never analyzed.
    private static final String PLANNERS =
            """
            select case when min(c.reltuples) >= 0 then sum(c.reltuples)::bigint else -1 end
            from pg_class c
            where c.relkind = 'r'
                and (c.oid = to_regclass(?)
                    or c.oid in (select relid from pg_partition_tree(to_regclass(?))))
            """;

    private RowEstimate() {}

    /** How many rows: the planner's figure, or a count where there is none yet. */
    static long of(Connection connection, String relation) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(PLANNERS)) {
            query.setString(1, relation);
            query.setString(2, relation);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                if (row.getLong(1) > 0) {
                    return row.getLong(1);
                }
            }
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from " + relation)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Whether any row has something else than null in any of the columns. */
    static boolean holdsAny(Connection connection, String relation, List<String> columns)
            throws SQLException {
        String any =
                columns.stream()
                        .map(column -> Sql.name(column) + " is not null")
                        .collect(Collectors.joining(" or "));
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "select exists (select from %s where %s)"
                                        .formatted(relation, any))) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
