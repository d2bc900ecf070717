package dev.millrace.ingest.rows;

/**
 * How the values of one column are written, as {@link dev.millrace.schema.topics.RowFormat} says.
 *
 * <p>A value comes as PostgreSQL prints it; a timestamp may also come in its canonical form. The
 * text is trusted: it comes from the server's own output functions.
 */
public interface ColumnForm {

    /** The canonical text of a value, as it stands in keys. */
    String canonical(String text);

    /** Appends the value's JSON. */
    void appendJson(StringBuilder json, String text);

    /** Whether a value of this form may be part of a key. */
    default boolean isKeyable() {
        return true;
    }
}
