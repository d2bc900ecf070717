package dev.millrace.batch.archive;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Reads rows as they stream past, as CSV with every value in quotes and {@code \N} for null, and
 * passes their texts on, in UTF-8.
 */
final class CsvRows extends OutputStream {

    private static final byte[] QUOTE = {'"'};
    private static final int VALUE = 1 << 10;

    private enum State {
        BEFORE_VALUE,
        IN_NULL,
        AFTER_NULL,
        IN_QUOTES,
        AFTER_QUOTE
    }

    private final int columns;
    private final Values taker;

    private State state = State.BEFORE_VALUE;
    private byte[] value = new byte[VALUE];
    private int length;
    private int at;
    private long rows;

    /**
     * @param columns how many values a row has
     */
    CsvRows(int columns, Values taker) {
        this.columns = columns;
        this.taker = taker;
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

    /**
     * The rows end here.
     *
     * @throws IllegalStateException when the last one is not whole
     */
    void end() {
        if (state != State.BEFORE_VALUE || at != 0) {
            throw new IllegalStateException("row " + (rows + 1) + " is cut off");
        }
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
        taker.value(at, bytes, offset, count);
        next(end);
    }

    private void takeNull(byte end) {
        taker.nothing(at);
        next(end);
    }

    private void next(byte b) {
        length = 0;
        state = State.BEFORE_VALUE;
        if (b == ',' && at + 1 < columns) {
            at++;
        } else if (b == '\n' && at + 1 == columns) {
            at = 0;
            rows++;
            taker.row();
        } else {
            throw unexpected(b);
        }
    }

    private IllegalStateException unexpected(byte b) {
        return new IllegalStateException(
                "row %d, column %d: unexpected byte %d".formatted(rows + 1, at + 1, b));
    }
}
