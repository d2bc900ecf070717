package dev.millrace.search.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes the document of each thing from its own row and the facts that belong to it, at the thing's
 * partition, and emits it when it changes. A change costs a walk over the thing's facts.
 */
final class DocumentAssembly {

    private final String name;
    private final DocumentRule rule;
    private final Set<StoreBuilder<?>> stores;

    /**
     * An assembly with its stores.
     *
     * @param name prefix of the stores {@code <name>-own} and {@code <name>-facts} and of the nodes
     *     {@code <name>-by-own}, {@code <name>-by-fact}, {@code <name>-documents}; renaming it is a
     *     migration
     */
    DocumentAssembly(String name, DocumentRule rule) {
        this.name = name;
        this.rule = rule;
        this.stores =
                Set.of(
                        PathStore.builder(name + "-own", new FactSerde()),
                        PathStore.builder(name + "-facts", new FactSerde()));
    }

    /**
     * Connects both sides, which must be partitioned alike.
     *
     * @param own what matters of each thing's own row, null when it is gone
     * @param facts by the thing they belong to; the first value of a fact's path is its kind
     */
    KStream<RowKey, Row> of(KStream<RowKey, Fact> own, KStream<RowKey, ChildChange<Fact>> facts) {
        KStream<RowKey, Row> byOwn =
                own.process(supplying(OwnSide::new), Named.as(name + "-by-own"));
        KStream<RowKey, Row> byFact =
                facts.process(supplying(FactSide::new), Named.as(name + "-by-fact"));
        return byOwn.merge(byFact, Named.as(name + "-documents"));
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

    private abstract class Side<V> extends ContextualProcessor<RowKey, V, RowKey, Row> {

        @SuppressWarnings("NullAway.Init")
        PathStore<Fact> owns;

        @SuppressWarnings("NullAway.Init")
        PathStore<Fact> facts;

        @Override
        public void init(ProcessorContext<RowKey, Row> context) {
            super.init(context);
            owns = PathStore.of(context, name + "-own");
            facts = PathStore.of(context, name + "-facts");
        }

        @Nullable ObjectNode document(RowKey key, @Nullable Fact own) {
            return own == null ? null : rule.document(key.value(0), own, factsOf(key));
        }

        void emit(
                Record<RowKey, V> cause, @Nullable ObjectNode before, @Nullable ObjectNode after) {
            if (!Objects.equals(before, after)) {
                context().forward(cause.withValue(after == null ? null : new Row(after)));
            }
        }

        private Facts factsOf(RowKey key) {
            Map<String, List<Fact>> byKind = new HashMap<>();
            int keyValues = key.values().size();
            facts.below(
                    key,
                    (path, fact) ->
                            byKind.computeIfAbsent(path.value(keyValues), kind -> new ArrayList<>())
                                    .add(fact));
            return new Facts(byKind);
        }
    }

    private final class OwnSide extends Side<Fact> {

        @Override
        public void process(Record<RowKey, Fact> record) {
            RowKey key = record.key();
            Fact before = owns.get(key);
            Fact after = record.value();
            if (!Objects.equals(before, after)) {
                ObjectNode former = document(key, before);
                owns.set(key, after);
                emit(record, former, document(key, after));
            }
        }
    }

    private final class FactSide extends Side<ChildChange<Fact>> {

        @Override
        public void process(Record<RowKey, ChildChange<Fact>> record) {
            RowKey key = record.key();
            RowKey path = PathSerde.join(key, record.value().child());
            if (Objects.equals(facts.get(path), record.value().value())) {
                return;
            }
            Fact own = owns.get(key);
            ObjectNode former = document(key, own);
            facts.set(path, record.value().value());
            emit(record, former, document(key, own));
        }
    }
}
