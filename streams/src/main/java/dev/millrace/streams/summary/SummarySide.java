package dev.millrace.streams.summary;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.ChildChange;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** One of the two inputs of a summary; emits the row when something that it shows changes. */
abstract class SummarySide<P, C, V> extends ContextualProcessor<RowKey, V, RowKey, Row> {

    // Several children of a parent often change at once; each summary is a few hundred bytes.
    private static final int SUMMARIES_KEPT = 2_000;

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

    void emit(Record<RowKey, V> cause, @Nullable Row row) {
        context().forward(cause.withValue(row));
    }

    Row row(RowKey key, P parent, Summary<C> summary) {
        return rule.row(key, parent, summary);
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
                Summary<C> children = state.summary(key);
                Row shown = after == null ? null : row(key, after, children);
                if (before == null || !row(key, before, children).equals(shown)) {
                    emit(record, shown);
                }
            }
        }
    }

    /**
     * Takes the children. All of them come through here, so the summaries made last are those of
     * the state, and need not be read again.
     */
    static final class OfChildren<P, C> extends SummarySide<P, C, ChildChange<C>> {

        private final Recent<RowKey, Summary<C>> summaries = new Recent<>(SUMMARIES_KEPT);

        OfChildren(String name, SummaryRule<P, C> rule) {
            super(name, rule);
        }

        @Override
        public void init(ProcessorContext<RowKey, Row> context) {
            super.init(context);
            summaries.clear();
        }

        @Override
        public void process(Record<RowKey, ChildChange<C>> record) {
            RowKey key = record.key();
            Summary<C> before = summaries.get(key, state::summary);
            Optional<Summary<C>> after =
                    state.setChild(key, before, record.value().child(), record.value().value());
            if (after.isPresent()) {
                Summary<C> now = after.get();
                summaries.put(key, now);
                P parent = state.parent(key);
                // The summaries are compared, not the rows: making the row is most of the work.
                if (parent != null && !now.equals(before)) {
                    emit(record, row(key, parent, now));
                }
            }
        }
    }
}
