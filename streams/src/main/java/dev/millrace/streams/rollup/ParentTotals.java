package dev.millrace.streams.rollup;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.slim.SlimTable;
import java.util.function.Function;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Named;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a store whose rows stand beside those of a parent table: a row exists while the
 * parent's does, and joins what matters of it with the totals of its children, of any number of
 * tables.
 *
 * <pre>
 * child table, child table, ... --(by-group)-- totals --+
 * parent table -----------------------------------------+-- rows
 * </pre>
 *
 * <p>The store's key is the parent's key. Children may come before their parent and stay after it;
 * they show as soon as it is there.
 *
 * <p>A change of one row shows at once and whole. Parent and children come from different
 * partitions, each change through its own: the columns of the parent are right as of the parent's
 * table, the totals as of the children's, and between the two, or between children that one
 * transaction changed together, a reader may see one before the other.
 *
 * @param <P> what matters of a parent row
 */
public final class ParentTotals<P> {

    private static final String FAMILIES = "parents-with-totals";
    private static final String ROWS = "rows";

    private final DerivedStore store;
    private final KTable<RowKey, P> parents;
    private final Contributions contributions;

    private ParentTotals(
            DerivedStore store, KTable<RowKey, P> parents, Contributions contributions) {
        this.store = store;
        this.parents = parents;
        this.contributions = contributions;
    }

    /** The row of a parent. */
    @FunctionalInterface
    public interface Rule<P> {

        /**
         * The row; a function of nothing but its arguments.
         *
         * @param totals of the children, {@link Totals#NONE} without any
         */
        Row row(RowKey key, P parent, Totals totals);
    }

    /**
     * A store beside this parent table.
     *
     * @param type the slim record, as the state store keeps it
     * @param slim picks what matters; null for a parent that has no row
     */
    public static <P> ParentTotals<P> of(
            DerivedStore store,
            StreamsBuilder builder,
            Hop hop,
            String table,
            Class<P> type,
            Function<Row, @Nullable P> slim) {
        return new ParentTotals<>(
                store,
                SlimTable.of(
                        builder, Contributions.nameOf(table), Topics.capture(table), type, slim),
                new Contributions(builder, hop));
    }

    /**
     * Adds the rows of a captured child table.
     *
     * @param rule what a row contributes and to which parent, null for nothing
     */
    public ParentTotals<P> add(String table, Function<Row, @Nullable Contribution> rule) {
        contributions.add(table, rule);
        return this;
    }

    /** Publishes the rows. */
    public void publish(Rule<P> rule) {
        KTable<RowKey, Totals> totals = GroupTotals.totals(contributions.byGroup());
        DerivedTopic.publish(
                parents.leftJoin(
                                totals,
                                (parent, sums) ->
                                        new Family<>(parent, sums == null ? Totals.NONE : sums),
                                Named.as(FAMILIES))
                        .mapValues(
                                (key, family) -> rule.row(key, family.parent(), family.totals()),
                                Named.as(ROWS)),
                store);
    }

    /** A parent with the totals of its children. */
    private record Family<P>(P parent, Totals totals) {}
}
