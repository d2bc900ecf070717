package dev.millrace.batch.archive;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;

/**
 * Rows on their way from one thread into a statement of the engine that another thread runs. Only a
 * few batches are on the way at a time. Neither side waits for one that is gone.
 */
final class RowBatches {

    /** What the engine takes at a time, at the most. */
    private static final int ROWS = 2048;

    /** Of texts, after which fewer rows are sent: some columns hold whole letters. */
    private static final int BYTES = 1 << 22;

    /** Some: the engine stops now and then to write a group of rows. */
    private static final int ON_THE_WAY = 16;

    private static final long LOOK_MILLIS = 20;

    private final List<ColumnForm> columns;
    private final BlockingQueue<Batch> queue = new ArrayBlockingQueue<>(ON_THE_WAY);

    private BatchColumn[] values;
    private int rows;
    private long bytes;

    private volatile boolean isAbandoned;
    private volatile boolean isBroken;

    /** Without rows it is the end. */
    private record Batch(BatchColumn[] values, int rows) {}

    RowBatches(List<ColumnForm> columns) {
        this.columns = List.copyOf(columns);
        this.values =
                columns.stream()
                        .map(column -> BatchColumn.of(column, ROWS))
                        .toArray(BatchColumn[]::new);
    }

    /** A value of the next row, in UTF-8. */
    void text(int column, byte[] text, int offset, int length) {
        ((BatchColumn.Texts) values[column]).set(rows, text, offset, length);
        bytes += length;
    }

    /** A value of the next row. */
    void number(int column, long value) {
        ((BatchColumn.Longs) values[column]).set(rows, value);
    }

    /** A row is whole; they are sent on when they are enough. */
    void row() {
        rows++;
        if (rows == ROWS || bytes >= BYTES) {
            send();
        }
    }

    /** No more rows come. */
    void end() {
        if (rows > 0) {
            send();
        }
        send();
    }

    /** The rows end early: whoever reads them fails. */
    void breakOff() {
        isBroken = true;
    }

    /** Nobody reads any more: what still comes is dropped. */
    void abandon() {
        isAbandoned = true;
    }

    /**
     * Waits for a place, also when interrupted: a COPY that is left in its middle takes the
     * connection with it, and the transaction could not even be given up.
     */
    private void send() {
        Batch batch = new Batch(values, rows);
        values = Arrays.stream(values).map(BatchColumn::next).toArray(BatchColumn[]::new);
        rows = 0;
        bytes = 0;
        boolean isSent = false;
        boolean isInterrupted = false;
        while (!isSent && !isAbandoned) {
            try {
                isSent = queue.offer(batch, LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Batch take() throws IOException, InterruptedException {
        while (true) {
            Batch batch = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            if (batch != null) {
                return batch;
            }
            if (isBroken) {
                throw new IOException("the rows end early");
            }
        }
    }

    /** A function of the engine without parameters that gives these rows, once, in their order. */
    DuckDBTableFunction<RowBatches, RowBatches, RowBatches> function() {
        return new Function(this);
    }

    private record Function(RowBatches batches)
            implements DuckDBTableFunction<RowBatches, RowBatches, RowBatches> {

        @Override
        public RowBatches bind(DuckDBTableFunctionBindInfo info) {
            batches.columns.forEach(
                    column -> info.addResultColumn(column.name(), BatchColumn.type(column)));
            return batches;
        }

        @Override
        public RowBatches init(DuckDBTableFunctionInitInfo info) {
            info.setMaxThreads(1);
            return batches;
        }

        @Override
        public RowBatches localInit(DuckDBTableFunctionInitInfo info) {
            return batches;
        }

        @Override
        public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter chunk)
                throws IOException, InterruptedException {
            Batch batch = batches.take();
            for (int i = 0; i < batch.values().length && batch.rows() > 0; i++) {
                batch.values()[i].into(chunk.vector(i), batch.rows());
            }
            return batch.rows();
        }
    }
}
