package dev.millrace.ingest.snapshot;

import dev.millrace.ingest.rows.RowImage;
import dev.millrace.ingest.rows.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one relation in the order of its key, a stretch at a time, each in its own transaction. A
 * stretch has as many rows as made up a few megabytes before.
 */
final class ChunkReader {

    private static final int ROWS_MAX = 10_000;
    private static final long BYTES_MAX = 8_000_000;

    private static final int ROWS_AT_FIRST = 2_000;

    private final Connection connection;
    private int limit = ROWS_AT_FIRST;

    /**
     * @param connection in auto-commit mode
     */
    ChunkReader(Connection connection) {
        this.connection = connection;
    }

    /**
     * What was read.
     *
     * @param seen what the reading transaction saw
     * @param rows in the order of the key
     * @param lastKey the last row's key as PostgreSQL prints it; of no rows, where it began
     * @param isLast whether nothing follows
     */
    record Stretch(RowSnapshot seen, List<RowImage> rows, List<String> lastKey, boolean isLast) {}

    /**
     * Reads the next rows.
     *
     * @param relation the shape's table or its archive
     * @param after the key after which to begin, empty for the beginning
     * @param filter condition on the rows
     */
    Stretch read(TableShape shape, String relation, List<String> after, Optional<String> filter)
            throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("set transaction isolation level repeatable read read only");
            if (filter.isEmpty()) {
                // A table without statistics would be sorted whole for every stretch.
                statement.execute("set local enable_sort = off");
            }
            RowSnapshot seen = RowSnapshot.of(connection);
            List<RowImage> rows = new ArrayList<>();
            boolean isWhole = true;
            long read = 0;
            long bytes = 0;
            try (TableCopy copy =
                    new TableCopy(connection, shape, query(shape, relation, after, filter))) {
                RowImage row;
                // Read to its end in any case: cancelling it could hit the next statement.
                while ((row = copy.next()) != null) {
                    read++;
                    bytes += copy.lineBytes();
                    if (rows.isEmpty() || bytes <= BYTES_MAX) {
                        rows.add(row);
                    } else {
                        isWhole = false;
                    }
                }
            }
            boolean isLast = isWhole && read < limit;
            limit = read == 0 ? limit : (int) Math.clamp(BYTES_MAX * read / bytes, 1, ROWS_MAX);
            List<String> lastKey = rows.isEmpty() ? after : keyOf(shape, rows.getLast());
            return new Stretch(seen, rows, lastKey, isLast);
        } finally {
            connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private String query(
            TableShape shape, String relation, List<String> after, Optional<String> filter) {
        List<String> key = shape.table().key();
        List<String> conditions = new ArrayList<>();
        filter.ifPresent(condition -> conditions.add("(" + condition + "\n)"));
        if (!after.isEmpty()) {
            conditions.add("(%s) > (%s)".formatted(Sql.names(key), Sql.literals(after)));
        }
        return "select %s from %s%s order by %s limit %d"
                .formatted(
                        Sql.names(shape.columnNames()),
                        relation,
                        conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions),
                        Sql.names(key),
                        limit);
    }

    private static List<String> keyOf(TableShape shape, RowImage row) {
        List<String> key = new ArrayList<>();
        for (String column : shape.table().key()) {
            @Nullable String text = row.text(shape.placeOf(column));
            key.add(Objects.requireNonNull(text, column));
        }
        return key;
    }
}
