package dev.millrace.streams;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowSerde;
import org.jspecify.annotations.Nullable;

/** Rows for tests, from column names and values behind one another. */
public final class Rows {

    private Rows() {}

    /**
     * A row of these columns: name, value, name, value. Numbers of type long or int, text, flags.
     */
    public static Row row(@Nullable Object... namesAndValues) {
        ObjectNode json = RowSerde.newObject();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            json.set(String.valueOf(namesAndValues[i]), json.pojoNode(namesAndValues[i + 1]));
        }
        // Through the wire form, so that equal rows are equal objects.
        return RowSerde.fromBytes(RowSerde.toBytes(new Row(json)));
    }
}
