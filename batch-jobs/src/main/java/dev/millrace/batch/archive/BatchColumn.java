package dev.millrace.batch.archive;

import java.util.Arrays;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * The values of one column of a batch on their way into the engine, in the form that costs it the
 * least to make its own value of. A row without a value is null.
 */
sealed interface BatchColumn {

    /** Hands the first so many rows over. */
    void into(DuckDBWritableVector vector, int count);

    /** One for the next batch, without values. */
    BatchColumn next();

    /** What the engine sees before {@link ColumnForm#valueInFile} makes its value of it. */
    static DuckDBColumnType type(ColumnForm form) {
        return switch (form.carrier()) {
            case TEXT, HEX -> DuckDBColumnType.VARCHAR;
            case WHOLE_NUMBER, MICROS, MICROS_WITH_ZONE -> DuckDBColumnType.BIGINT;
        };
    }

    /** Without values. */
    static BatchColumn of(ColumnForm form, int rows) {
        return switch (form.carrier()) {
            case TEXT, HEX -> new Texts(rows, new byte[0]);
            case WHOLE_NUMBER, MICROS, MICROS_WITH_ZONE -> new Longs(rows);
        };
    }

    /** Bytes of UTF-8. */
    final class Texts implements BatchColumn {

        private final byte[] @Nullable [] values;
        private byte[] latest;

        private Texts(int rows, byte[] latest) {
            this.values = new byte[rows][];
            this.latest = latest;
        }

        void set(int row, byte[] text, int offset, int length) {
            // Many columns have few values, or the same many times: one array will do for them.
            if (latest.length != length
                    || !Arrays.equals(latest, 0, length, text, offset, offset + length)) {
                latest = Arrays.copyOfRange(text, offset, offset + length);
            }
            values[row] = latest;
        }

        @Override
        public void into(DuckDBWritableVector vector, int count) {
            vector.setStringUtf8Batch(
                    0, count == values.length ? values : Arrays.copyOf(values, count));
        }

        @Override
        public BatchColumn next() {
            return new Texts(values.length, latest);
        }
    }

    /** Whole numbers. */
    final class Longs implements BatchColumn {

        private final long[] values;
        private final boolean[] isSet;

        private Longs(int rows) {
            this.values = new long[rows];
            this.isSet = new boolean[rows];
        }

        void set(int row, long value) {
            values[row] = value;
            isSet[row] = true;
        }

        @Override
        public void into(DuckDBWritableVector vector, int count) {
            for (int row = 0; row < count; row++) {
                if (isSet[row]) {
                    vector.setLong(row, values[row]);
                } else {
                    vector.setNull(row);
                }
            }
        }

        @Override
        public BatchColumn next() {
            return new Longs(values.length);
        }
    }
}
