package dev.millrace.ingest.snapshot;

import dev.millrace.ingest.rows.RowImage;
import dev.millrace.ingest.rows.TableShape;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** Reads the rows of a query with COPY, row by row, in the text that the log would give them. */
final class TableCopy implements AutoCloseable {

    private final TableShape shape;
    private final CopyOut copy;
    private int lineBytes;

    /**
     * @param query gives the shape's columns, in their order
     */
    TableCopy(Connection connection, TableShape shape, String query) throws SQLException {
        this.shape = shape;
        this.copy =
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("copy (" + query + ") to stdout");
    }

    /** The next row, null after the last. */
    @Nullable RowImage next() throws SQLException {
        byte[] line = copy.readFromCopy();
        lineBytes = line == null ? 0 : line.length;
        return line == null ? null : new RowImage(shape, fields(line, shape.columns().size()));
    }

    /** How long the last row's text was. */
    int lineBytes() {
        return lineBytes;
    }

    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    /** Splits a line of COPY's text format; {@code \N} is null. */
    static @Nullable String[] fields(byte[] line, int count) {
        @Nullable String[] fields = new String[count];
        int end = line[line.length - 1] == '\n' ? line.length - 1 : line.length;
        int at = 0;
        for (int place = 0; place < count; place++) {
            int from = at;
            boolean escaped = false;
            while (at < end && line[at] != '\t') {
                if (line[at] == '\\') {
                    escaped = true;
                    at++;
                }
                at++;
            }
            boolean isNull = escaped && at - from == 2 && line[from + 1] == 'N';
            if (!isNull) {
                fields[place] =
                        escaped
                                ? unescaped(line, from, at)
                                : new String(line, from, at - from, StandardCharsets.UTF_8);
            }
            at++;
        }
        return fields;
    }

    private static String unescaped(byte[] line, int from, int to) {
        byte[] text = new byte[to - from];
        int length = 0;
        for (int at = from; at < to; at++) {
            byte b = line[at];
            if (b == '\\') {
                at++;
                b =
                        switch (line[at]) {
                            case 'b' -> '\b';
                            case 'f' -> '\f';
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            case 'v' -> 0x0B;
                            default -> line[at];
                        };
            }
            text[length++] = b;
        }
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }
}
