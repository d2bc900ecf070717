package dev.millrace.ingest.pgoutput;

import dev.millrace.ingest.rows.ColumnForm;
import dev.millrace.ingest.rows.TableShape;
import dev.millrace.schema.capture.CapturedTable;
import dev.millrace.schema.failure.ErrorKind;
import dev.millrace.schema.failure.PipelineException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables as the log describes them, by the number it gives each. For one thread. */
final class Relations {

    /** Place of a column that is left out. */
    static final int LEFT_OUT = -1;

    /**
     * A captured table.
     *
     * @param shape its captured columns
     * @param places by column of the log's tuples: the place in the shape, or {@link #LEFT_OUT}
     */
    record Relation(TableShape shape, int[] places) {}

    private final Map<String, TableShape> shapes;
    private final IntFunction<Optional<ColumnForm>> forms;
    private final Consumer<CapturedTable> changed;
    private final Map<Integer, Relation> relations = new HashMap<>();

    Relations(
            List<TableShape> checked,
            IntFunction<Optional<ColumnForm>> forms,
            Consumer<CapturedTable> changed) {
        this.shapes =
                checked.stream()
                        .collect(
                                Collectors.toMap(
                                        shape -> shape.table().qualifiedName(),
                                        Function.identity(),
                                        (one, other) -> one,
                                        HashMap::new));
        this.forms = forms;
        this.changed = changed;
    }

    /** The table with this number, null when it is not captured. */
    @Nullable Relation get(int number) {
        return relations.get(number);
    }

    /**
     * Takes the description that comes before a table's first row, and again when it has changed.
     *
     * @throws PipelineException {@link ErrorKind#TABLE_UNCAPTURABLE} for a column of a type without
     *     a written form or a renamed one that must be left out, and what {@code changed} throws
     */
    void describe(ByteBuffer message) {
        int number = message.getInt();
        String table = Texts.terminated(message) + "." + Texts.terminated(message);
        message.get(); // the replica identity, which the start gate has checked
        TableShape before = shapes.get(table);
        if (before == null) {
            relations.remove(number);
            return;
        }
        int[] places = new int[message.getShort()];
        List<TableShape.Column> columns = new ArrayList<>();
        Set<String> notFound = new HashSet<>(before.table().leftOut());
        for (int i = 0; i < places.length; i++) {
            message.get(); // whether it is part of the key
            String name = Texts.terminated(message);
            int type = message.getInt();
            message.getInt(); // the type's modifier
            if (notFound.remove(name)) {
                places[i] = LEFT_OUT;
            } else {
                places[i] = columns.size();
                columns.add(new TableShape.Column(name, form(table, name, type)));
            }
        }
        if (!notFound.isEmpty()) {
            // By now it may have its name again: the check below would not see it.
            throw new PipelineException(
                    ErrorKind.TABLE_UNCAPTURABLE,
                    "%s has no column %s here in the log, which must be left out; was it renamed?"
                            .formatted(table, String.join(", ", notFound)));
        }
        boolean known = relations.containsKey(number);
        if (known || !columns.equals(before.columns())) {
            // Described once more, it may also have lost its key or its replica identity.
            changed.accept(before.table());
        }
        if (columns.equals(before.columns())) {
            relations.put(number, new Relation(before, places));
            return;
        }
        TableShape shape = new TableShape(before.table(), columns);
        shapes.put(table, shape);
        relations.put(number, new Relation(shape, places));
    }

    private ColumnForm form(String table, String column, int type) {
        return forms.apply(type)
                .orElseThrow(() ->
                        new PipelineException(
                                ErrorKind.TABLE_UNCAPTURABLE,
                                "column %s.%s has a type without a written form"
                                        .formatted(table, column)));
    }
}
