package dev.millrace.streams.rollup;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import dev.millrace.schema.topics.TopicSpec;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimTable;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Counts and sums the rows of a child table by their parent.
 *
 * <p>A changed row takes back what it added before, also when it moves to another parent; a parent
 * whose last row goes has no totals any more. Replaying the topic gives the same totals.
 */
public final class Rollup {

    private Rollup() {}

    /**
     * Totals of a child table by parent key.
     *
     * @param name prefix of every node, of the stores {@code <name>-rows} and {@code
     *     <name>-totals}, and of the repartition topic {@code <name>-by-parent}; renaming it is a
     *     migration
     * @param children the rows of the child table
     * @param contribution what a row adds and to whom; null for a row that adds nothing
     */
    public static KTable<RowKey, Totals> of(
            StreamsBuilder builder,
            String name,
            TopicSpec<RowKey, Row> children,
            Function<Row, @Nullable Contribution> contribution) {
        return byParent(
                SlimTable.of(builder, name, children, Contribution.class, contribution), name);
    }

    /** Totals of a table of contributions that another part of the topology made. */
    public static KTable<RowKey, Totals> byParent(
            KTable<RowKey, Contribution> contributions, String name) {
        return contributions
                .groupBy(
                        (child, contribution) -> KeyValue.pair(contribution.parent(), contribution),
                        Grouped.with(
                                name + "-by-parent",
                                new RowKeySerde(),
                                new SlimSerde<>(Contribution.class)))
                .aggregate(
                        () -> Totals.NONE,
                        (parent, added, totals) -> totals.plus(added),
                        (parent, removed, totals) -> totals.minus(removed),
                        Named.as(name + "-totals"),
                        Materialized.<RowKey, Totals, KeyValueStore<Bytes, byte[]>>as(
                                        name + "-totals")
                                .withKeySerde(new RowKeySerde())
                                .withValueSerde(new SlimSerde<>(Totals.class)));
    }
}
