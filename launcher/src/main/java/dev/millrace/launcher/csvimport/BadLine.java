package dev.millrace.launcher.csvimport;

import java.nio.file.Path;

/**
 * A line that cannot be imported.
 *
 * @param line number of the line, or of its first one; the first line of a file is 1
 * @param column header of the column; empty when it is about the whole line
 * @param value what stands there, cut when it is long
 * @param expected what should
 */
public record BadLine(Path file, long line, String column, String value, String expected) {

    private static final int VALUE_LENGTH_MAX = 60;

    public BadLine {
        if (value.length() > VALUE_LENGTH_MAX) {
            value = value.substring(0, VALUE_LENGTH_MAX) + "...";
        }
    }

    /** One sentence for the person who has the file. */
    public String message() {
        return "%s line %d: %s is \"%s\", expected %s"
                .formatted(
                        file.getFileName(),
                        line,
                        column.isEmpty() ? "it" : column,
                        value,
                        expected);
    }
}
