package dev.millrace.search.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowSerde;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What matters of one row: some of its columns, in the form of their topic. Two rows that differ in
 * other columns are the same fact, so that a change of those goes no further.
 *
 * @param columns by name; null where SQL has null
 */
public record Fact(ObjectNode columns) {

    /** A fact of which nothing but the existence matters. */
    public static final Fact PRESENT = new Fact(RowSerde.newObject());

    /** Says that what a thing names was looked for and is not there. */
    static final Fact ABSENT = new Fact(RowSerde.newObject().put("~absent", true));

    // No column is named like these two.
    private static final String NEW = "~new";

    /** These columns of a row. */
    public static Fact of(Row row, String... names) {
        ObjectNode columns = RowSerde.newObject();
        for (String name : names) {
            columns.set(name, row.tree(name));
        }
        return new Fact(columns);
    }

    public @Nullable String textOrNull(String column) {
        return row().textOrNull(column);
    }

    public String text(String column) {
        return row().text(column);
    }

    public List<String> texts(String column) {
        return row().texts(column);
    }

    boolean isAbsent() {
        return equals(ABSENT);
    }

    /** The same, of a thing that no reader has seen yet. */
    Fact asNew() {
        ObjectNode marked = RowSerde.newObject();
        marked.setAll(columns);
        return new Fact(marked.put(NEW, true));
    }

    boolean isNew() {
        return columns.has(NEW);
    }

    /** The same without the mark of {@link #asNew()}. */
    Fact unmarked() {
        if (!isNew()) {
            return this;
        }
        ObjectNode unmarked = RowSerde.newObject();
        unmarked.setAll(columns);
        unmarked.remove(NEW);
        return new Fact(unmarked);
    }

    /** The columns as a row. */
    public Row row() {
        return new Row(columns);
    }
}
