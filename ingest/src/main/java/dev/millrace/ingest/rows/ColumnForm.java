package dev.millrace.ingest.rows;

/**
 * How the values of one column are written, as {@link dev.millrace.schema.topics.RowFormat} says.
 *
 * <p>A value comes as the UTF-8 of the text that PostgreSQL prints; a timestamp may also come in
 * its canonical form. The text is trusted: it comes from the server's own output functions.
 */
public interface ColumnForm {

    /** Appends the JSON of the value that stands between two places of these bytes. */
    void appendJson(JsonBuffer json, byte[] text, int from, int to);

    /** Appends the value's canonical text as a JSON string, as it stands in keys. */
    default void appendKey(JsonBuffer json, byte[] text, int from, int to) {
        json.quote(text, from, to);
    }

    /** Whether a value of this form may be part of a key. */
    default boolean isKeyable() {
        return true;
    }
}
