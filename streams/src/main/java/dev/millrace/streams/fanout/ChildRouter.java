package dev.millrace.streams.fanout;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.TopicSpec;
import dev.millrace.streams.slim.SlimStream;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Re-keys child rows by their parent, at the child's own partition.
 *
 * <p>The router remembers where each child was placed last. A child that moves, goes, or stops to
 * count is taken back from its old parent; one that did not change in what matters here sends
 * nothing, so repeated rows and updates of other columns end at this node.
 *
 * @param <T> what the children bring
 */
public final class ChildRouter<T> {

    private final String storeName;
    private final StoreBuilder<KeyValueStore<RowKey, Placement<T>>> store;

    /**
     * A router for the child tables of one sub-topology; they share its store.
     *
     * @param storeName name of the store of last placements; renaming it is a migration
     */
    public ChildRouter(String storeName, Serde<T> values) {
        this.storeName = storeName;
        this.store = PathStore.builder(storeName, new PlacementSerde<>(values));
    }

    /**
     * Reads and routes the rows of one table.
     *
     * @param table a name for the table's keys in the store and for the nodes {@code
     *     <table>-source} and {@code <table>-route}
     * @param placement where a row belongs, null for nowhere
     */
    public KStream<RowKey, ChildChange<T>> route(
            StreamsBuilder builder,
            String table,
            TopicSpec<RowKey, Row> topic,
            Function<Row, @Nullable Placement<T>> placement) {
        return route(SlimStream.of(builder, table, topic, placement), table);
    }

    /**
     * Routes the rows of one table.
     *
     * @param rows where each row belongs now, null for nowhere
     * @param table a name for the table's keys in the store and for the node {@code <table>-route}
     */
    public KStream<RowKey, ChildChange<T>> route(KStream<RowKey, Placement<T>> rows, String table) {
        return rows.process(new Supplier(table), Named.as(table + "-route"));
    }

    /** Where a row belongs whatever it holds, because its key says so. */
    public record Place(RowKey parent, RowKey child) {}

    /**
     * Reads and re-keys the rows of a table whose key names their parent. Such a row never moves,
     * so nothing is remembered here: a row that is gone is taken back from where its key says it
     * was, and one that did not change in what matters is noticed at its parent.
     *
     * @param table a name for the nodes {@code <table>-source} and {@code <table>-route}
     * @param place where the row of a key belongs
     * @param value what the row brings there, null for nothing
     */
    public static <T> KStream<RowKey, ChildChange<T>> routeByKey(
            StreamsBuilder builder,
            String table,
            TopicSpec<RowKey, Row> topic,
            Function<RowKey, Place> place,
            Function<Row, @Nullable T> value) {
        return SlimStream.of(builder, table, topic, value)
                .map(
                        (key, brought) -> {
                            Place at = place.apply(key);
                            return KeyValue.pair(
                                    at.parent(), new ChildChange<>(at.child(), brought));
                        },
                        Named.as(table + "-route"));
    }

    private final class Supplier
            implements ProcessorSupplier<RowKey, Placement<T>, RowKey, ChildChange<T>> {

        private final String table;

        Supplier(String table) {
            this.table = table;
        }

        @Override
        public Processor<RowKey, Placement<T>, RowKey, ChildChange<T>> get() {
            return new Routing<>(RowKey.of(table), storeName);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(store);
        }
    }

    private static final class Routing<T>
            extends ContextualProcessor<RowKey, Placement<T>, RowKey, ChildChange<T>> {

        private final RowKey table;
        private final String storeName;

        @SuppressWarnings("NullAway.Init")
        private PathStore<Placement<T>> placements;

        Routing(RowKey table, String storeName) {
            this.table = table;
            this.storeName = storeName;
        }

        @Override
        public void init(ProcessorContext<RowKey, ChildChange<T>> context) {
            super.init(context);
            placements = PathStore.of(context, storeName);
        }

        @Override
        public void process(Record<RowKey, Placement<T>> record) {
            RowKey row = PathSerde.join(table, record.key());
            Placement<T> before = placements.get(row);
            Placement<T> after = record.value();
            if (Objects.equals(before, after)) {
                return;
            }
            placements.set(row, after);
            Placement.move(
                    before,
                    after,
                    (parent, change) ->
                            context().forward(record.withKey(parent).withValue(change)));
        }
    }
}
