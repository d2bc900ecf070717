package dev.millrace.schema.derived;

import dev.millrace.schema.search.SearchIndex;
import java.util.List;
import java.util.Optional;

/**
 * A derived store: a table of schema {@code derived}, filled from the topic {@code derived.<name>}.
 * While a second version of it is built there is the same again in schema {@code shadow}. A search
 * index is one, too, where it is asked how far something derived is: its documents come from the
 * topic {@code search.<index>}, and it has no table.
 *
 * @param schema {@code derived}, {@code shadow} for a version beside the live one, or {@code
 *     search} for an index
 * @param table name of the table and, with the prefix, of topic and oracle view
 * @param key key columns in key order, also the order of the topic's {@link
 *     dev.millrace.schema.topics.RowKey}
 * @param timeColumn the column that holds the commit time of the change that made the row; not part
 *     of the topic's value, the writer fills it from the record's header; empty where the table has
 *     none
 */
public record DerivedStore(
        String schema, String table, List<String> key, Optional<String> timeColumn) {

    private static final String LIVE = "derived";
    private static final String SHADOW = "shadow";
    private static final String SEARCH = "search";

    public DerivedStore {
        key = List.copyOf(key);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("derived store " + table + " has no key columns");
        }
    }

    /** A store whose table has a time column. */
    public DerivedStore(String name, List<String> key, String timeColumn) {
        this(LIVE, name, key, Optional.of(timeColumn));
    }

    /** A store whose table has no time column. */
    public DerivedStore(String name, List<String> key) {
        this(LIVE, name, key, Optional.empty());
    }

    /** A search index, as something derived. */
    public static DerivedStore of(SearchIndex index) {
        return new DerivedStore(SEARCH, index.name(), List.of("id"), Optional.empty());
    }

    /** Whether this is a search index. */
    public boolean isIndex() {
        return schema.equals(SEARCH);
    }

    /** Whether this is the column of the commit time, which no topic and no oracle has. */
    public boolean isTimeColumn(String column) {
        return timeColumn.filter(column::equals).isPresent();
    }

    /**
     * {@code <table>}, {@code shadow.<table>} or {@code search:<index>}: names the store wherever
     * all of them may be.
     */
    public String name() {
        if (isIndex()) {
            return SEARCH + ":" + table;
        }
        return isShadow() ? qualifiedName() : table;
    }

    /**
     * {@code derived.<table>} or {@code shadow.<table>}: the table and the topic; of an index, the
     * topic.
     */
    public String qualifiedName() {
        return schema + "." + table;
    }

    /** {@code oracle.<table>}: the view that recomputes the store from scratch. */
    public String oracleName() {
        return "oracle." + table;
    }

    /** Whether this is not what readers see, but a version beside it. */
    public boolean isShadow() {
        return schema.equals(SHADOW);
    }

    /** The same beside the live one: a topic and a table of its own. */
    public DerivedStore shadow() {
        return new DerivedStore(SHADOW, table, key, timeColumn);
    }

    /** The same as readers see it. */
    public DerivedStore live() {
        return new DerivedStore(LIVE, table, key, timeColumn);
    }
}
