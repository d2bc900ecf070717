package dev.millrace.streams.summary;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.slim.SlimSerde;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Makes one row for each parent that exists, from the parent's own row and from what its children
 * add up to and which of them come first; a parent without children has a row too.
 *
 * <p>Sums take back what a child added before, and the children with a rank are kept in its order,
 * so that the one that goes gives way to the next. A change of a child costs a few look-ups and as
 * many steps as the rule shows children, however many there are; a change of a parent the same.
 * Each change of a child makes at most one row, which holds all of it.
 *
 * @param <P> what matters of a parent row
 * @param <C> what the children bring
 */
public final class ParentSummary<P, C> {

    private final String name;
    private final SummaryRule<P, C> rule;
    private final Set<StoreBuilder<?>> stores = new HashSet<>();

    /**
     * A summary with its stores.
     *
     * @param name prefix of the stores {@code <name>-parents}, {@code <name>-children}, {@code
     *     <name>-sums} and, when the rule shows children, {@code <name>-ranks}, and of the nodes
     *     {@code <name>-parent}, {@code <name>-child}, {@code <name>-rows}; renaming it is a
     *     migration
     */
    public ParentSummary(String name, Serde<P> parents, Serde<C> children, SummaryRule<P, C> rule) {
        this.name = name;
        this.rule = rule;
        stores.add(PathStore.builder(SummaryState.parents(name), parents));
        stores.add(PathStore.builder(SummaryState.children(name), children));
        stores.add(PathStore.builder(SummaryState.sums(name), new SlimSerde<>(Sums.class)));
        if (rule.shown() > 0) {
            stores.add(PathStore.builder(SummaryState.ranks(name), children));
        }
    }

    /**
     * Connects both sides, which must be partitioned alike.
     *
     * @param parents each parent's row by its key, null when it is gone
     * @param children the children by their parent's key
     * @return the rows that changed, null for one that goes
     */
    public KStream<RowKey, Row> of(
            KStream<RowKey, P> parents, KStream<RowKey, ChildChange<C>> children) {
        KStream<RowKey, Row> ofParents =
                parents.process(
                        supplying(() -> new SummarySide.OfParents<>(name, rule)),
                        Named.as(name + "-parent"));
        KStream<RowKey, Row> ofChildren =
                children.process(
                        supplying(() -> new SummarySide.OfChildren<>(name, rule)),
                        Named.as(name + "-child"));
        return ofParents.merge(ofChildren, Named.as(name + "-rows"));
    }

    private <V> ProcessorSupplier<RowKey, V, RowKey, Row> supplying(
            Supplier<Processor<RowKey, V, RowKey, Row>> processor) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<RowKey, V, RowKey, Row> get() {
                return processor.get();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return stores;
            }
        };
    }
}
