package dev.millrace.schema.derived;

import java.util.List;
import java.util.Optional;

/**
 * A derived store: a table of schema {@code derived}, filled from the topic {@code derived.<name>}.
 *
 * @param name name of the table and, with the prefix, of topic and oracle view
 * @param key key columns in key order, also the order of the topic's {@link
 *     dev.millrace.schema.topics.RowKey}
 * @param timeColumn the column that holds the commit time of the change that made the row; not part
 *     of the topic's value, the writer fills it from the record's header; empty where the table has
 *     none
 */
public record DerivedStore(String name, List<String> key, Optional<String> timeColumn) {

    public DerivedStore {
        key = List.copyOf(key);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("derived store " + name + " has no key columns");
        }
    }

    /** A store whose table has a time column. */
    public DerivedStore(String name, List<String> key, String timeColumn) {
        this(name, key, Optional.of(timeColumn));
    }

    /** A store whose table has no time column. */
    public DerivedStore(String name, List<String> key) {
        this(name, key, Optional.empty());
    }

    /** Whether this is the column of the commit time, which no topic and no oracle has. */
    public boolean isTimeColumn(String column) {
        return timeColumn.filter(column::equals).isPresent();
    }

    /** {@code derived.<name>}: the table as well as the topic. */
    public String qualifiedName() {
        return "derived." + name;
    }

    /** {@code oracle.<name>}: the view that recomputes the store from scratch. */
    public String oracleName() {
        return "oracle." + name;
    }
}
