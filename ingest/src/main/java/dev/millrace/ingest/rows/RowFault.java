package dev.millrace.ingest.rows;

import dev.millrace.schema.deadletter.DeadLetter.Kind;

/**
 * What keeps a row from being published. Looked for only when writing it has failed: writing itself
 * checks nothing twice.
 *
 * @param kind what is wrong
 * @param column the column that is to blame
 * @param reason what is wrong in words, without any value
 */
public record RowFault(Kind kind, String column, String reason) {

    /**
     * Why writing the row's key or value failed.
     *
     * @param failure what it failed with, which may quote values
     */
    public static RowFault of(RowImage row, RuntimeException failure) {
        TableShape shape = row.shape();
        for (int place : shape.keyPlaces()) {
            if (row.text(place) == null) {
                String column = shape.columns().get(place).name();
                return new RowFault(Kind.KEY_MISSING, column, "key column " + column + " is null");
            }
        }
        for (int place = 0; place < shape.columns().size(); place++) {
            String column = shape.columns().get(place).name();
            if (!row.isGiven(place)) {
                return new RowFault(
                        Kind.VALUE_MISSING,
                        column,
                        "the log leaves out the unchanged value of %s, which is stored out of line: say ALTER TABLE %s REPLICA IDENTITY FULL"
                                .formatted(column, shape.table().qualifiedName()));
            }
            if (!row.isWritable(place)) {
                return unconvertible(column, failure);
            }
        }
        return unconvertible("", failure);
    }

    /** The row's record would have more bytes than its topic takes. */
    public static RowFault tooLarge(RowImage row, long bytes, long bytesMax) {
        int longest = 0;
        for (int place = 1; place < row.shape().columns().size(); place++) {
            if (length(row, place) > length(row, longest)) {
                longest = place;
            }
        }
        String column = row.shape().columns().get(longest).name();
        return new RowFault(
                Kind.TOO_LARGE,
                column,
                "its record may take %,d bytes, at most %,d fit; the longest value is that of %s, %,d characters"
                        .formatted(bytes, bytesMax, column, length(row, longest)));
    }

    private static RowFault unconvertible(String column, RuntimeException failure) {
        return new RowFault(
                Kind.UNCONVERTIBLE,
                column,
                (column.isEmpty() ? "it" : "the value of " + column)
                        + " cannot be converted: "
                        + failure.getClass().getSimpleName());
    }

    private static int length(RowImage row, int place) {
        String text = row.text(place);
        return text == null ? 0 : text.length();
    }
}
