package dev.millrace.batch.archive;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.postgresql.PGConnection;

/**
 * Rows of PostgreSQL that a statement of the engine takes while they come. When this is there, all
 * have been sent; the statement may go on. It must not outlive its engine.
 */
final class RowsIntoEngine implements AutoCloseable {

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final String VALUE_OUT_OF_RANGE = "22003";

    private final Connection connection;
    private final EngineWork taker;
    private final ColumnDigests sent;

    private RowsIntoEngine(Connection connection, EngineWork taker, ColumnDigests sent) {
        this.connection = connection;
        this.taker = taker;
        this.sent = sent;
    }

    /**
     * Sends rows and begins to take them.
     *
     * @param rows what follows {@code from}, with {@code t} for a row
     * @param statement of the engine, with {@code %s} where the query of the rows goes
     * @throws SQLException also when a value has no place in the column of the file
     */
    static RowsIntoEngine send(
            Connection engine,
            Connection database,
            String rows,
            List<ColumnForm> columns,
            String statement)
            throws SQLException, IOException {
        RowBatches batches = new RowBatches(columns);
        String function = "rows_of_database_" + NUMBERS.incrementAndGet();
        try (DuckDBTableFunctionBuilder builder = DuckDBFunctions.tableFunction()) {
            builder.withName(function).withFunction(batches.function()).register(engine);
        }
        String query =
                "select %s from %s()"
                        .formatted(
                                columns.stream()
                                        .map(c -> c.valueInFile() + " as " + c.quoted())
                                        .collect(Collectors.joining(", ")),
                                function);
        ColumnDigests digests = new ColumnDigests(columns.size());
        SentValues values = new SentValues(columns, digests, batches);
        Connection connection = Engine.another(engine);
        RowsIntoEngine sending =
                new RowsIntoEngine(
                        connection,
                        EngineWork.start(connection, statement.formatted(query), batches::abandon),
                        digests);
        try {
            copyOut(database, rows, columns, values);
            batches.end();
            Optional<String> refusal = values.refusal();
            if (refusal.isPresent()) {
                throw new SQLException(refusal.get(), VALUE_OUT_OF_RANGE);
            }
            return sending;
        } catch (SQLException | IOException | RuntimeException e) {
            batches.breakOff();
            sending.close();
            throw e;
        }
    }

    /** Waits until the statement has ended, and gives the sums of what was sent. */
    ColumnDigests await() throws SQLException, IOException {
        taker.await();
        return sent;
    }

    /** Waits for the end of the statement, whatever that is. */
    @Override
    public void close() throws SQLException {
        taker.close();
        connection.close();
    }

    private static void copyOut(
            Connection database, String rows, List<ColumnForm> columns, Values taker)
            throws SQLException, IOException {
        BinaryRows sent = new BinaryRows(columns.size(), taker);
        database.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(
                        "copy (select %s from %s) to stdout (format binary)"
                                .formatted(
                                        columns.stream()
                                                .map(ColumnForm::sent)
                                                .collect(Collectors.joining(", ")),
                                        rows),
                        sent);
        sent.end();
    }
}
