package dev.millrace.batch.archive;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;

/**
 * Rows, as texts, on their way from one thread into a statement of the engine that another thread
 * runs. Only a few batches are on the way at a time. Neither side waits for one that is gone.
 */
final class RowBatches implements ColumnDigests.Values {

    /** What the engine takes at a time. */
    private static final int ROWS = 2048;

    private static final int ON_THE_WAY = 4;
    private static final long LOOK_MILLIS = 20;

    private final List<String> columns;
    private final BlockingQueue<Batch> queue = new ArrayBlockingQueue<>(ON_THE_WAY);

    private final byte[][] latest;
    private byte[][][] values;
    private int rows;

    private volatile boolean isAbandoned;
    private volatile boolean isBroken;

    /** Values by column and row; without rows it is the end. */
    private record Batch(byte[][][] values, int rows) {}

    /**
     * @param columns their names
     */
    RowBatches(List<String> columns) {
        this.columns = List.copyOf(columns);
        this.values = new byte[columns.size()][ROWS][];
        this.latest = new byte[columns.size()][0];
    }

    @Override
    public void value(int column, byte[] text, int offset, int length) {
        // Many columns have few values, or the same many times: one array will do for them.
        byte[] last = latest[column];
        if (last.length != length
                || !Arrays.equals(last, 0, length, text, offset, offset + length)) {
            last = Arrays.copyOfRange(text, offset, offset + length);
            latest[column] = last;
        }
        values[column][rows] = last;
    }

    @Override
    public void nothing(int column) {
        // Nothing is what its place has from the beginning.
    }

    /** Sends them on when they are enough. */
    @Override
    public void row() {
        rows++;
        if (rows == ROWS) {
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
        values = new byte[columns.size()][ROWS][];
        rows = 0;
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
            batches.columns.forEach(name -> info.addResultColumn(name, DuckDBColumnType.VARCHAR));
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
                byte[][] column = batch.values()[i];
                chunk.vector(i)
                        .setStringUtf8Batch(
                                0,
                                batch.rows() == ROWS
                                        ? column
                                        : Arrays.copyOf(column, batch.rows()));
            }
            return batch.rows();
        }
    }
}
