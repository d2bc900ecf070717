package dev.millrace.ingest.rows;

import dev.millrace.schema.capture.CapturedTable;
import java.util.List;

/** The captured columns of a table, in table order, and how each is written. */
public final class TableShape {

    /**
     * A captured column.
     *
     * @param name its name
     * @param form how its values are written
     */
    public record Column(String name, ColumnForm form) {}

    private final CapturedTable table;
    private final List<Column> columns;
    private final ColumnForm[] forms;
    private final byte[][] fieldStarts;
    private final int[] keyPlaces;

    /**
     * @throws IllegalArgumentException when a key column is missing or cannot be part of a key
     */
    public TableShape(CapturedTable table, List<Column> columns) {
        this.table = table;
        this.columns = List.copyOf(columns);
        this.forms = this.columns.stream().map(Column::form).toArray(ColumnForm[]::new);
        this.fieldStarts = new byte[columns.size()][];
        JsonBuffer start = new JsonBuffer();
        for (int place = 0; place < fieldStarts.length; place++) {
            start.clear();
            start.ascii(place == 0 ? '{' : ',');
            start.quote(this.columns.get(place).name());
            start.ascii(':');
            fieldStarts[place] = start.toBytes();
        }
        List<String> names = columnNames();
        this.keyPlaces = table.key().stream().mapToInt(names::indexOf).toArray();
        for (int i = 0; i < keyPlaces.length; i++) {
            if (keyPlaces[i] < 0 || !this.columns.get(keyPlaces[i]).form().isKeyable()) {
                throw new IllegalArgumentException(
                        table.qualifiedName()
                                + " has no column "
                                + table.key().get(i)
                                + " that could be in its key");
            }
        }
    }

    public CapturedTable table() {
        return table;
    }

    public List<Column> columns() {
        return columns;
    }

    /** The columns' names, in table order. */
    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    /**
     * The place of a column.
     *
     * @throws IllegalArgumentException when there is none of this name
     */
    public int placeOf(String name) {
        for (int place = 0; place < columns.size(); place++) {
            if (columns.get(place).name().equals(name)) {
                return place;
            }
        }
        throw new IllegalArgumentException(table.qualifiedName() + " has no column " + name);
    }

    ColumnForm form(int place) {
        return forms[place];
    }

    /** What stands before a column's value: a brace or a comma, and its name. */
    byte[] fieldStart(int place) {
        return fieldStarts[place];
    }

    int[] keyPlaces() {
        return keyPlaces;
    }
}
