package dev.millrace.streams.rollup;

import dev.millrace.schema.topics.MalformedRowException;
import dev.millrace.schema.topics.Row;
import org.jspecify.annotations.Nullable;

/** A parent of which nothing but the existence matters. */
public enum Present {
    PRESENT;

    /**
     * Any row of a table with an id.
     *
     * @throws dev.millrace.schema.topics.MalformedRowException when it has none
     */
    public static Present of(Row row) {
        if (row.text("id").isEmpty()) {
            throw new MalformedRowException("row has an empty id");
        }
        return PRESENT;
    }

    /** A row that is not deleted in the soft way. */
    public static @Nullable Present unlessDeleted(Row row) {
        return row.textOrNull("deleted_at") == null ? PRESENT : null;
    }
}
