package dev.millrace.launcher.rows;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Inserts into one table, sent in batches. With the driver's {@code reWriteBatchedInserts} a batch
 * travels as multi-row statements. Rows are written for certain once it is closed.
 */
public final class RowBatch implements AutoCloseable {

    private static final int BATCH_ROWS = 1_000;

    private final PreparedStatement statement;
    private final int columns;
    private int waiting;
    private int rows;

    /**
     * @param columns names separated by commas, in the order of the values
     * @param suffix what follows the values, such as {@code on conflict do nothing}; may be empty
     */
    public RowBatch(Connection connection, String table, String columns, String suffix)
            throws SQLException {
        this.columns = columns.split(",", -1).length;
        this.statement =
                connection.prepareStatement(
                        "insert into %s (%s) values (%s) %s"
                                .formatted(
                                        table,
                                        columns,
                                        String.join(", ", Collections.nCopies(this.columns, "?")),
                                        suffix)
                                .strip());
    }

    public void add(@Nullable Object... values) throws SQLException {
        if (values.length != columns) {
            throw new IllegalArgumentException(
                    values.length + " values for " + columns + " columns");
        }
        Literal.bind(statement, values);
        statement.addBatch();
        rows++;
        if (++waiting == BATCH_ROWS) {
            send();
        }
    }

    /** How many rows were added. */
    public int rows() {
        return rows;
    }

    private void send() throws SQLException {
        waiting = 0;
        try {
            statement.executeBatch();
        } catch (BatchUpdateException e) {
            // Its message repeats all rows of the batch; the next one says what is wrong.
            SQLException cause = e.getNextException();
            throw cause == null ? e : cause;
        }
    }

    /** Sends what is waiting and frees the statement. */
    @Override
    public void close() throws SQLException {
        try (statement) {
            if (waiting > 0) {
                send();
            }
        }
    }
}
