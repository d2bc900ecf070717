package dev.millrace.batch.archive;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows as they stream past, as CSV with every value in quotes and {@code \N} for null, and
 * sums up each column: SHA-256 over its values in the order of the rows. Both engines write this
 * form, so what one has written and the other has read back must sum up to the same.
 */
final class ColumnDigests extends OutputStream {

    /** No byte of UTF-8, so values cannot run into each other. */
    private static final byte END = (byte) 0xFF;

    private static final byte NULL = (byte) 0xFE;

    private static final byte[] QUOTE = {'"'};
    private static final int BUFFER = 1 << 13;
    private static final int VALUE = 1 << 10;

    /** Takes the values as they pass. */
    interface Values {

        /**
         * The next value of a row, from its first column on.
         *
         * @param text where it is, in UTF-8, until this returns
         */
        void value(int column, byte[] text, int offset, int length);

        /** The next value of a row is null. */
        void nothing(int column);

        /** A row is whole. */
        void row();
    }

    private enum State {
        BEFORE_VALUE,
        IN_NULL,
        AFTER_NULL,
        IN_QUOTES,
        AFTER_QUOTE
    }

    private static final class Column {
        private final MessageDigest digest = sha256();
        private final byte[] buffer = new byte[BUFFER];
        private int length;
        private long nulls;

        void add(byte b) {
            if (length == BUFFER) {
                flush();
            }
            buffer[length++] = b;
        }

        void add(byte[] bytes, int offset, int count) {
            if (count > BUFFER - length) {
                flush();
                if (count > BUFFER) {
                    digest.update(bytes, offset, count);
                    return;
                }
            }
            System.arraycopy(bytes, offset, buffer, length, count);
            length += count;
        }

        private void flush() {
            digest.update(buffer, 0, length);
            length = 0;
        }

        String sum() {
            flush();
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    private final Column[] columns;
    private final @Nullable Values taker;

    private State state = State.BEFORE_VALUE;
    private byte[] value = new byte[VALUE];
    private int length;
    private int at;
    private long rows;

    ColumnDigests(int columns) {
        this(columns, null);
    }

    /**
     * @param taker told every value after it was added to its column's sum; null for nobody
     */
    ColumnDigests(int columns, @Nullable Values taker) {
        this.columns =
                IntStream.range(0, columns).mapToObj(i -> new Column()).toArray(Column[]::new);
        this.taker = taker;
    }

    /**
     * The sum of a column.
     *
     * @param nulls how many of its values are null
     * @param sha256 of its values, in hex
     */
    record Sum(long nulls, String sha256) {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
        int end = offset + count;
        int i = offset;
        while (i < end) {
            if (state == State.BEFORE_VALUE) {
                int behind = wholeValue(bytes, i, end);
                if (behind > i) {
                    i = behind;
                    continue;
                }
            }
            if (state == State.IN_QUOTES) {
                int from = i;
                while (i < end && bytes[i] != '"') {
                    i++;
                }
                keep(bytes, from, i - from);
                if (i < end) {
                    state = State.AFTER_QUOTE;
                    i++;
                }
            } else {
                accept(bytes[i++]);
            }
        }
    }

    long rows() {
        return rows;
    }

    /**
     * The sums, in the order of the columns; to be asked once, at the end.
     *
     * @throws IllegalStateException when the last row is not whole
     */
    List<Sum> sums() {
        if (state != State.BEFORE_VALUE || at != 0) {
            throw new IllegalStateException("row " + (rows + 1) + " is cut off");
        }
        return Arrays.stream(columns).map(c -> new Sum(c.nulls, c.sum())).toList();
    }

    /**
     * Takes a value that lies there as a whole, with what ends it, and has no quotes in it: nearly
     * all are so, and need not be put together byte by byte.
     *
     * @return what comes after it; where it begins, when it is not so
     */
    private int wholeValue(byte[] bytes, int begin, int end) {
        if (bytes[begin] == '"') {
            int close = begin + 1;
            while (close < end && bytes[close] != '"') {
                close++;
            }
            if (close + 1 < end && bytes[close + 1] != '"') {
                take(bytes, begin + 1, close - begin - 1, bytes[close + 1]);
                return close + 2;
            }
        } else if (begin + 2 < end && bytes[begin] == '\\' && bytes[begin + 1] == 'N') {
            takeNull(bytes[begin + 2]);
            return begin + 3;
        }
        return begin;
    }

    private void keep(byte[] bytes, int offset, int count) {
        if (length + count > value.length) {
            value = Arrays.copyOf(value, Math.max(2 * value.length, length + count));
        }
        System.arraycopy(bytes, offset, value, length, count);
        length += count;
    }

    private void accept(byte b) {
        switch (state) {
            case BEFORE_VALUE -> {
                if (b == '"') {
                    state = State.IN_QUOTES;
                } else if (b == '\\') {
                    state = State.IN_NULL;
                } else {
                    throw unexpected(b);
                }
            }
            case IN_NULL -> {
                if (b == 'N') {
                    state = State.AFTER_NULL;
                } else {
                    throw unexpected(b);
                }
            }
            case AFTER_NULL -> takeNull(b);
            case AFTER_QUOTE -> {
                if (b == '"') {
                    keep(QUOTE, 0, 1);
                    state = State.IN_QUOTES;
                } else {
                    take(value, 0, length, b);
                }
            }
            case IN_QUOTES -> throw new IllegalStateException("a value is read as a whole");
        }
    }

    private void take(byte[] bytes, int offset, int count, byte end) {
        Column column = columns[at];
        column.add(bytes, offset, count);
        column.add(END);
        if (taker != null) {
            taker.value(at, bytes, offset, count);
        }
        next(end);
    }

    private void takeNull(byte end) {
        Column column = columns[at];
        // One byte that no value has.
        column.add(NULL);
        column.add(END);
        column.nulls++;
        if (taker != null) {
            taker.nothing(at);
        }
        next(end);
    }

    private void next(byte b) {
        length = 0;
        state = State.BEFORE_VALUE;
        if (b == ',' && at + 1 < columns.length) {
            at++;
        } else if (b == '\n' && at + 1 == columns.length) {
            at = 0;
            rows++;
            if (taker != null) {
                taker.row();
            }
        } else {
            throw unexpected(b);
        }
    }

    private IllegalStateException unexpected(byte b) {
        return new IllegalStateException(
                "row %d, column %d: unexpected byte %d".formatted(rows + 1, at + 1, b));
    }
}
