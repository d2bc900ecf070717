package dev.millrace.ingest.snapshot;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** How many rows a relation has: the planner's figure, or a count where there is none yet. */
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
}
