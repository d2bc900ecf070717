package dev.millrace.batch.archive;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Reads rows as they stream past, as CSV with every value in quotes and {@code \N} for null, and
 * sums up each column: SHA-256 over its values in the order of the rows. Both engines write this
 * form, so what one has written and the other has read back must sum up to the same.
 */
final class ColumnDigests extends OutputStream {

    /** No byte of UTF-8, so values cannot run into each other. */
    private static final byte END = (byte) 0xFF;

    private static final byte NULL = (byte) 0xFE;

    private static final int BUFFER = 1 << 12;

    private enum State {
        BEFORE_VALUE,
        IN_NULL,
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
                digest.update(buffer, 0, length);
                length = 0;
            }
            buffer[length++] = b;
        }

        String sum() {
            digest.update(buffer, 0, length);
            length = 0;
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    private final Column[] columns;
    private State state = State.BEFORE_VALUE;
    private int at;
    private long rows;
    private long rowBytes;
    private long longestRow;

    ColumnDigests(int columns) {
        this.columns =
                IntStream.range(0, columns).mapToObj(i -> new Column()).toArray(Column[]::new);
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
        accept((byte) b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            accept(bytes[i]);
        }
    }

    long rows() {
        return rows;
    }

    /** Bytes of the longest row. */
    long longestRow() {
        return longestRow;
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
        return java.util.Arrays.stream(columns).map(c -> new Sum(c.nulls, c.sum())).toList();
    }

    private void accept(byte b) {
        rowBytes++;
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
                    columns[at].nulls++;
                    columns[at].add(NULL);
                } else {
                    end(b);
                }
            }
            case IN_QUOTES -> {
                if (b == '"') {
                    state = State.AFTER_QUOTE;
                } else {
                    columns[at].add(b);
                }
            }
            case AFTER_QUOTE -> {
                if (b == '"') {
                    columns[at].add(b);
                    state = State.IN_QUOTES;
                } else {
                    end(b);
                }
            }
        }
    }

    private void end(byte b) {
        columns[at].add(END);
        if (b == ',' && at + 1 < columns.length) {
            at++;
        } else if (b == '\n' && at + 1 == columns.length) {
            at = 0;
            rows++;
            longestRow = Math.max(longestRow, rowBytes);
            rowBytes = 0;
        } else {
            throw unexpected(b);
        }
        state = State.BEFORE_VALUE;
    }

    private IllegalStateException unexpected(byte b) {
        return new IllegalStateException(
                "row %d, column %d: unexpected byte %d".formatted(rows + 1, at + 1, b));
    }
}
