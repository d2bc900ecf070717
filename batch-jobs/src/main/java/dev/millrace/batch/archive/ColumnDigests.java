package dev.millrace.batch.archive;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Sums up each column: SHA-256 over the texts of its values, in UTF-8, in the order of the rows.
 * What one engine has written and the other has read back must sum up to the same.
 */
final class ColumnDigests implements Values {

    /** No byte of UTF-8, so values cannot run into each other. */
    private static final byte END = (byte) 0xFF;

    /** One byte that no value has. */
    private static final byte NULL = (byte) 0xFE;

    private static final int BUFFER = 1 << 13;

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

    private long rows;

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
    public void value(int column, byte[] bytes, int offset, int length) {
        Column its = columns[column];
        its.add(bytes, offset, length);
        its.add(END);
    }

    @Override
    public void nothing(int column) {
        Column its = columns[column];
        its.add(NULL);
        its.add(END);
        its.nulls++;
    }

    @Override
    public void row() {
        rows++;
    }

    long rows() {
        return rows;
    }

    /** The sums, in the order of the columns; to be asked once, at the end. */
    List<Sum> sums() {
        return Arrays.stream(columns).map(c -> new Sum(c.nulls, c.sum())).toList();
    }
}
