package dev.millrace.streams.fanout;

import dev.millrace.schema.topics.RowKey;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
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
 * Pairs parent rows with their children at the parent's partition and places each pair further on.
 *
 * <p>A change of a child re-places that child. A change of a parent walks its children and
 * re-places each, so its work and its output are bounded by the number of children: use it where
 * parents change rarely or have few children, and keep of the parent only what the placement needs,
 * since changes of anything else end here.
 *
 * @param <P> what matters of a parent row
 * @param <C> what the children bring
 * @param <T> what the pairs bring to where they are placed
 */
public final class FanOut<P, C, T> {

    private final String name;
    private final StoreBuilder<KeyValueStore<RowKey, P>> parentStore;
    private final StoreBuilder<KeyValueStore<RowKey, C>> childStore;
    private final Pairing<P, C, T> pairing;

    /** Where a child belongs, given its parent's row. */
    @FunctionalInterface
    public interface Pairing<P, C, T> {

        /**
         * The placement of one pair; a function of nothing but its arguments.
         *
         * @param parent null while the parent's row is not there
         * @return null for nowhere; the child's path must name both the parent and the child,
         *     because the same child may come through another parent later
         */
        @Nullable Placement<T> place(RowKey parentKey, @Nullable P parent, RowKey child, C value);
    }

    /**
     * A fan-out with its stores.
     *
     * @param name prefix of the stores {@code <name>-parents} and {@code <name>-children} and of
     *     the nodes {@code <name>-parent}, {@code <name>-child}, {@code <name>-pairs}; renaming it
     *     is a migration
     */
    public FanOut(String name, Serde<P> parents, Serde<C> children, Pairing<P, C, T> pairing) {
        this.name = name;
        this.parentStore = PathStore.builder(parentStoreName(), parents);
        this.childStore = PathStore.builder(childStoreName(), children);
        this.pairing = pairing;
    }

    /**
     * Connects both sides, which must be partitioned alike.
     *
     * @param parents each parent's row by its key, null when it is gone
     * @param children the children by their parent's key
     */
    public KStream<RowKey, ChildChange<T>> of(
            KStream<RowKey, P> parents, KStream<RowKey, ChildChange<C>> children) {
        KStream<RowKey, ChildChange<T>> ofParents =
                parents.process(supplying(ParentSide::new), Named.as(name + "-parent"));
        KStream<RowKey, ChildChange<T>> ofChildren =
                children.process(supplying(ChildSide::new), Named.as(name + "-child"));
        return ofParents.merge(ofChildren, Named.as(name + "-pairs"));
    }

    private String parentStoreName() {
        return name + "-parents";
    }

    private String childStoreName() {
        return name + "-children";
    }

    private <V> ProcessorSupplier<RowKey, V, RowKey, ChildChange<T>> supplying(
            java.util.function.Supplier<Processor<RowKey, V, RowKey, ChildChange<T>>> processor) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<RowKey, V, RowKey, ChildChange<T>> get() {
                return processor.get();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return Set.of(parentStore, childStore);
            }
        };
    }

    private abstract class Side<V> extends ContextualProcessor<RowKey, V, RowKey, ChildChange<T>> {

        @SuppressWarnings("NullAway.Init")
        PathStore<P> parents;

        @SuppressWarnings("NullAway.Init")
        PathStore<C> children;

        @Override
        public void init(ProcessorContext<RowKey, ChildChange<T>> context) {
            super.init(context);
            parents = PathStore.of(context, parentStoreName());
            children = PathStore.of(context, childStoreName());
        }

        void move(
                Record<RowKey, V> cause,
                @Nullable Placement<T> before,
                @Nullable Placement<T> after) {
            Placement.move(
                    before,
                    after,
                    (parent, change) -> context().forward(cause.withKey(parent).withValue(change)));
        }
    }

    private final class ParentSide extends Side<P> {

        @Override
        public void process(Record<RowKey, P> record) {
            RowKey key = record.key();
            P before = parents.get(key);
            P after = record.value();
            if (Objects.equals(before, after)) {
                return;
            }
            parents.set(key, after);
            int keyValues = key.values().size();
            children.below(
                    key,
                    (path, value) -> {
                        RowKey child = PathSerde.below(path, keyValues);
                        move(
                                record,
                                pairing.place(key, before, child, value),
                                pairing.place(key, after, child, value));
                    });
        }
    }

    private final class ChildSide extends Side<ChildChange<C>> {

        @Override
        public void process(Record<RowKey, ChildChange<C>> record) {
            RowKey key = record.key();
            RowKey child = record.value().child();
            RowKey path = PathSerde.join(key, child);
            C before = children.get(path);
            C after = record.value().value();
            if (Objects.equals(before, after)) {
                return;
            }
            children.set(path, after);
            P parent = parents.get(key);
            move(
                    record,
                    before == null ? null : pairing.place(key, parent, child, before),
                    after == null ? null : pairing.place(key, parent, child, after));
        }
    }
}
