package dev.millrace.streams.summary;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.ChildChange;
import java.util.Objects;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** One of the two inputs of a summary; emits the row when it changes. */
abstract class SummarySide<P, C, V> extends ContextualProcessor<RowKey, V, RowKey, Row> {

    private final String name;
    private final SummaryRule<P, C> rule;

    @SuppressWarnings("NullAway.Init")
    SummaryState<P, C> state;

    private SummarySide(String name, SummaryRule<P, C> rule) {
        this.name = name;
        this.rule = rule;
    }

    @Override
    public void init(ProcessorContext<RowKey, Row> context) {
        super.init(context);
        state = new SummaryState<>(context, name, rule);
    }

    void emit(Record<RowKey, V> cause, @Nullable Row before, @Nullable Row after) {
        if (!Objects.equals(before, after)) {
            context().forward(cause.withValue(after));
        }
    }

    @Nullable Row row(RowKey key, @Nullable P parent) {
        return parent == null ? null : rule.row(key, parent, state.summary(key));
    }

    /** Takes the parents' own rows. */
    static final class OfParents<P, C> extends SummarySide<P, C, P> {

        OfParents(String name, SummaryRule<P, C> rule) {
            super(name, rule);
        }

        @Override
        public void process(Record<RowKey, P> record) {
            RowKey key = record.key();
            P before = state.parent(key);
            P after = record.value();
            if (!Objects.equals(before, after)) {
                state.setParent(key, after);
                emit(record, row(key, before), row(key, after));
            }
        }
    }

    /** Takes the children. */
    static final class OfChildren<P, C> extends SummarySide<P, C, ChildChange<C>> {

        OfChildren(String name, SummaryRule<P, C> rule) {
            super(name, rule);
        }

        @Override
        public void process(Record<RowKey, ChildChange<C>> record) {
            RowKey key = record.key();
            P parent = state.parent(key);
            Row before = row(key, parent);
            if (state.setChild(key, record.value().child(), record.value().value())) {
                emit(record, before, row(key, parent));
            }
        }
    }
}
