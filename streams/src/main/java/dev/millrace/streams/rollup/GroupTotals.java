package dev.millrace.streams.rollup;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.state.CommittedStores;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a store whose rows are groups: a row exists while source rows count in its group,
 * and holds their totals.
 *
 * <pre>
 * table, table, ... --(by-group)-- totals -- rows
 * </pre>
 *
 * <p>The store's key is the group's key, so one hop leads to the row. A change of one source row
 * shows in a group at once and whole. A row that moves shows in its old and its new group at
 * different moments, and rows of one transaction may show one after the other, because each comes
 * from a partition of its own.
 */
public final class GroupTotals {

    private static final String TOTALS = "totals";
    private static final String MEMBERS = "members";
    private static final String ROWS = "rows";

    private final DerivedStore store;
    private final Contributions contributions;
    private @Nullable String memberTotal;

    public GroupTotals(DerivedStore store, StreamsBuilder builder, Hop hop) {
        this.store = store;
        this.contributions = new Contributions(builder, hop);
    }

    /**
     * Adds the rows of a captured table.
     *
     * @param rule what a row contributes, null for nothing
     */
    public GroupTotals add(String table, Function<Row, @Nullable Contribution> rule) {
        contributions.add(table, rule);
        return this;
    }

    /**
     * Adds rows that another part of the topology made.
     *
     * @param name prefix of the node {@code <name>-contribution} and of the rows' keys in the store
     * @param rows what each row contributes from now on, null for nothing; the changes of one key
     *     come from one partition
     */
    public GroupTotals add(String name, KStream<RowKey, Contribution> rows) {
        contributions.add(name, rows);
        return this;
    }

    /** Counts the members of each group, once each, into the total of this name. */
    public GroupTotals countMembers(String total) {
        memberTotal = total;
        return this;
    }

    /**
     * Publishes the rows.
     *
     * @param rule the row of a group, given its key and totals
     */
    public void publish(BiFunction<RowKey, Totals, Row> rule) {
        KStream<RowKey, Change> changes = contributions.byGroup();
        if (memberTotal != null) {
            changes = changes.processValues(new Members.Supplier(memberTotal), Named.as(MEMBERS));
        }
        DerivedTopic.publish(
                totals(changes).mapValues((group, sums) -> rule.apply(group, sums), Named.as(ROWS)),
                store);
    }

    /** The totals of each group that has rows. */
    static KTable<RowKey, Totals> totals(KStream<RowKey, Change> changes) {
        return changes.groupByKey(Grouped.with(new RowKeySerde(), new SlimSerde<>(Change.class)))
                .aggregate(
                        () -> Totals.NONE,
                        (group, change, totals) -> totals.after(change),
                        Named.as(TOTALS),
                        Materialized.<RowKey, Totals>as(CommittedStores.table(TOTALS))
                                .withKeySerde(new RowKeySerde())
                                .withValueSerde(new SlimSerde<>(Totals.class)));
    }
}
