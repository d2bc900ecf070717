package dev.millrace.ingest.snapshot;

import dev.millrace.ingest.rows.TableShape;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Tells which keys of a topic neither the table nor its archive holds. */
final class MissingKeys {

    private static final String TYPE =
            """
            select format_type(atttypid, atttypmod) from pg_attribute
            where attrelid = to_regclass(?) and attname = ?
            """;

    private final Connection connection;

    /**
     * @param connection in auto-commit mode
     */
    MissingKeys(Connection connection) {
        this.connection = connection;
    }

    /**
     * What was found.
     *
     * @param seen what the reading transaction saw
     * @param missing the keys that it did not see
     */
    record Found(RowSnapshot seen, List<ByteBuffer> missing) {}

    /** Looks for all keys in one transaction. */
    Found of(TableShape shape, List<ByteBuffer> keys) throws SQLException {
        CapturedTable table = shape.table();
        String sql = query(table);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement();
                PreparedStatement query = connection.prepareStatement(sql)) {
            statement.execute("set transaction isolation level repeatable read read only");
            RowSnapshot seen = RowSnapshot.of(connection);
            for (int place = 0; place < table.key().size(); place++) {
                query.setArray(place + 1, connection.createArrayOf("text", values(keys, place)));
            }
            List<ByteBuffer> missing = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    missing.add(keys.get(row.getInt(1) - 1));
                }
            }
            return new Found(seen, missing);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private String query(CapturedTable table) throws SQLException {
        List<String> arrays = new ArrayList<>();
        List<String> values = new ArrayList<>();
        List<String> equal = new ArrayList<>();
        for (int place = 0; place < table.key().size(); place++) {
            String column = table.key().get(place);
            arrays.add("?::text[]");
            values.add("v" + place);
            equal.add(
                    "t.%s = asked.v%d::%s"
                            .formatted(Sql.name(column), place, typeOf(table, column)));
        }
        StringBuilder sql = new StringBuilder();
        sql.append(
                "select asked.place from unnest(%s) with ordinality as asked (%s, place)"
                        .formatted(String.join(", ", arrays), String.join(", ", values)));
        sql.append(notIn(table.qualifiedName(), " where ", equal));
        table.archive().ifPresent(archive -> sql.append(notIn(archive, " and ", equal)));
        return sql.toString();
    }

    private static String notIn(String relation, String joint, List<String> equal) {
        return "%snot exists (select from %s t where %s)"
                .formatted(joint, relation, String.join(" and ", equal));
    }

    private String typeOf(CapturedTable table, String column) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(TYPE)) {
            query.setString(1, table.qualifiedName());
            query.setString(2, column);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static Object[] values(List<ByteBuffer> keys, int place) {
        return keys.stream().map(key -> keyOf(key).value(place)).toArray();
    }

    private static RowKey keyOf(ByteBuffer key) {
        return RowKeySerde.fromBytes(key.array());
    }
}
