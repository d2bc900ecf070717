package dev.millrace.search.document;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.OncePerCommit;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Makes the document of each thing from its own row and the facts that belong to it, at the thing's
 * partition, and emits it when it has changed: once a transaction, however many facts came. That
 * costs two walks over the thing's facts.
 *
 * <p>A thing that is new waits until everything that it names has answered: it is shown whole, and
 * its document is made once.
 */
final class DocumentAssembly {

    private final String name;
    private final DocumentRule rule;
    private final Map<String, String> references;
    private final Set<StoreBuilder<?>> stores;

    /**
     * A thing's own row has changed.
     *
     * @param before null where it was not there
     * @param after null where it is gone
     */
    record OwnChange(@Nullable Fact before, @Nullable Fact after) {}

    /**
     * An assembly with its stores.
     *
     * @param name prefix of the stores {@code <name>-own} and {@code <name>-facts}, which are kept,
     *     and {@code <name>-former} and {@code <name>-touched}, which are not, and of the nodes
     *     {@code <name>-by-own}, {@code <name>-own-changed}, {@code <name>-by-fact}, {@code
     *     <name>-changes}, {@code <name>-documents}; renaming it is a migration
     * @param references by kind of fact, the column of the thing's own row that names it: such a
     *     fact comes for every name, {@link Fact#ABSENT} where nothing has it
     */
    DocumentAssembly(String name, DocumentRule rule, Map<String, String> references) {
        this.name = name;
        this.rule = rule;
        this.references = Map.copyOf(references);
        this.stores =
                Set.of(
                        PathStore.builder(name + "-own", new FactSerde()),
                        PathStore.builder(name + "-facts", new FactSerde()),
                        FormerDocuments.builder(name + "-former"));
    }

    /**
     * Takes what matters of each thing's own row, null when it is gone.
     *
     * @return the rows that have changed
     */
    KStream<RowKey, OwnChange> changes(KStream<RowKey, Fact> own) {
        return own.processValues(supplying(OwnSide::new), Named.as(name + "-by-own"));
    }

    /**
     * Connects both sides, which must be partitioned alike.
     *
     * @param own what {@link #changes} has returned
     * @param facts by the thing they belong to; the first value of a fact's path is its kind
     */
    KStream<RowKey, Row> documents(
            KStream<RowKey, OwnChange> own, KStream<RowKey, ChildChange<Fact>> facts) {
        KStream<RowKey, Boolean> byOwn =
                own.mapValues(change -> true, Named.as(name + "-own-changed"));
        KStream<RowKey, Boolean> byFact =
                facts.processValues(supplying(FactSide::new), Named.as(name + "-by-fact"));
        return OncePerCommit.of(
                        byOwn.merge(byFact, Named.as(name + "-changes")),
                        name + "-touched",
                        Serdes.Boolean())
                .processValues(supplying(Emission::new), Named.as(name + "-documents"));
    }

    private <V, O> FixedKeyProcessorSupplier<RowKey, V, O> supplying(
            Supplier<FixedKeyProcessor<RowKey, V, O>> processor) {
        return new FixedKeyProcessorSupplier<>() {
            @Override
            public FixedKeyProcessor<RowKey, V, O> get() {
                return processor.get();
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return stores;
            }
        };
    }

    private abstract class Part<V, O> extends ContextualFixedKeyProcessor<RowKey, V, O> {

        @SuppressWarnings("NullAway.Init")
        PathStore<Fact> owns;

        @SuppressWarnings("NullAway.Init")
        PathStore<Fact> facts;

        @SuppressWarnings("NullAway.Init")
        FormerDocuments former;

        @Override
        public void init(FixedKeyProcessorContext<RowKey, O> context) {
            super.init(context);
            owns = PathStore.of(context, name + "-own");
            facts = PathStore.of(context, name + "-facts");
            former = context.getStateStore(name + "-former");
        }

        @Nullable ObjectNode document(RowKey key, @Nullable Fact own) {
            return own == null || awaits(key, own)
                    ? null
                    : rule.document(key.value(0), own, factsOf(key));
        }

        /** Whether it is new, and of something that it names is not known yet what it is. */
        boolean awaits(RowKey key, Fact own) {
            if (!own.isNew()) {
                return false;
            }
            for (Map.Entry<String, String> reference : references.entrySet()) {
                String named = own.textOrNull(reference.getValue());
                if (named != null && !isKnown(key, RowKey.of(reference.getKey(), named))) {
                    return true;
                }
            }
            return false;
        }

        private boolean isKnown(RowKey key, RowKey fact) {
            return facts.get(PathSerde.join(key, fact)) != null;
        }

        private Facts factsOf(RowKey key) {
            Map<String, List<Fact>> byKind = new HashMap<>();
            int keyValues = key.values().size();
            facts.below(
                    key,
                    (path, fact) -> {
                        if (!fact.isAbsent()) {
                            byKind.computeIfAbsent(path.value(keyValues), kind -> new ArrayList<>())
                                    .add(fact);
                        }
                    });
            return new Facts(byKind);
        }
    }

    private final class OwnSide extends Part<Fact, OwnChange> {

        @Override
        public void process(FixedKeyRecord<RowKey, Fact> record) {
            RowKey key = record.key();
            Fact before = owns.get(key);
            Fact after = record.value();
            if (!Objects.equals(before == null ? null : before.unmarked(), after)) {
                former.touch(key, () -> document(key, before));
                boolean isUnseen = before == null || awaits(key, before);
                owns.set(
                        key,
                        after != null && isUnseen && !references.isEmpty() ? after.asNew() : after);
                context().forward(record.withValue(new OwnChange(before, after)));
            }
        }
    }

    private final class FactSide extends Part<ChildChange<Fact>, Boolean> {

        @Override
        public void process(FixedKeyRecord<RowKey, ChildChange<Fact>> record) {
            RowKey key = record.key();
            RowKey path = PathSerde.join(key, record.value().child());
            if (!Objects.equals(facts.get(path), record.value().value())) {
                former.touch(key, () -> document(key, owns.get(key)));
                facts.set(path, record.value().value());
                context().forward(record.withValue(true));
            }
        }
    }

    /** At the end of a transaction, all things that it touched, once each. */
    private final class Emission extends Part<Boolean, Row> {

        @Override
        public void process(FixedKeyRecord<RowKey, Boolean> record) {
            RowKey key = record.key();
            @Nullable ObjectNode document = document(key, owns.get(key));
            if (former.differs(key, document)) {
                context().forward(record.withValue(document == null ? null : new Row(document)));
            }
        }
    }
}
