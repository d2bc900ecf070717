package dev.millrace.streams.rollup;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.slim.SlimSerde;
import dev.millrace.streams.slim.SlimStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
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
 * Turns rows of any number of tables into changes of their groups' totals, at the partition of each
 * row, and sends those to the partition of the group.
 *
 * <p>One store remembers what each row contributes. A row that changes takes back exactly what it
 * added, also from another group; one that changes nothing that counts ends here. So totals are a
 * function of the rows as they are, in whatever order changes of different rows arrive, and
 * repeating the rows of a topic adds nothing.
 *
 * <p>All names are fixed here; renaming one is a migration of every store that uses the shape.
 */
final class Contributions {

    private static final String STORE = "contributions";
    private static final String BY_GROUP = "by-group";

    private final StreamsBuilder builder;
    private final Hop hop;
    private final StoreBuilder<KeyValueStore<RowKey, Contribution>> store =
            PathStore.builder(STORE, new SlimSerde<>(Contribution.class));
    private final List<KStream<RowKey, Change>> changes = new ArrayList<>();

    Contributions(StreamsBuilder builder, Hop hop) {
        this.builder = builder;
        this.hop = hop;
    }

    /** How the nodes of a table are called: {@code lesson-progress} for lesson_progress. */
    static String nameOf(String qualifiedName) {
        return qualifiedName.substring(qualifiedName.indexOf('.') + 1).replace('_', '-');
    }

    /** Adds the rows of a captured table; nodes {@code <table>-source}, {@code -contribution}. */
    void add(String table, Function<Row, @Nullable Contribution> rule) {
        String name = nameOf(table);
        add(name, SlimStream.of(builder, name, Topics.capture(table), rule));
    }

    /**
     * Adds rows that another part of the topology made.
     *
     * @param rows what each contributes from now on, null for nothing; a key in one partition only
     */
    void add(String name, KStream<RowKey, Contribution> rows) {
        changes.add(rows.process(new Supplier(name), Named.as(name + "-contribution")));
    }

    /** Every change, at the partition of its group. */
    KStream<RowKey, Change> byGroup() {
        KStream<RowKey, Change> all = changes.getFirst();
        for (int i = 1; i < changes.size(); i++) {
            all = all.merge(changes.get(i), Named.as(BY_GROUP + "-merge-" + i));
        }
        return hop.byKey(all, BY_GROUP, changeSerde());
    }

    private static Serde<Change> changeSerde() {
        return new SlimSerde<>(Change.class);
    }

    private final class Supplier
            implements ProcessorSupplier<RowKey, Contribution, RowKey, Change> {

        private final String table;

        Supplier(String table) {
            this.table = table;
        }

        @Override
        public Processor<RowKey, Contribution, RowKey, Change> get() {
            return new Comparing(RowKey.of(table));
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(store);
        }
    }

    /** Compares what a row contributes with what it did. */
    private static final class Comparing
            extends ContextualProcessor<RowKey, Contribution, RowKey, Change> {

        private final RowKey table;

        @SuppressWarnings("NullAway.Init")
        private PathStore<Contribution> last;

        Comparing(RowKey table) {
            this.table = table;
        }

        @Override
        public void init(ProcessorContext<RowKey, Change> context) {
            super.init(context);
            last = PathStore.of(context, STORE);
        }

        @Override
        public void process(Record<RowKey, Contribution> record) {
            RowKey path = PathSerde.join(table, record.key());
            Contribution before = last.get(path);
            Contribution after = record.value();
            if (Objects.equals(before, after)) {
                return;
            }
            last.set(path, after);
            if (before != null && after != null && before.group().equals(after.group())) {
                forward(record, after.group(), after.replacing(before));
                return;
            }
            if (before != null) {
                forward(record, before.group(), before.going());
            }
            if (after != null) {
                forward(record, after.group(), after.coming());
            }
        }

        private void forward(Record<RowKey, Contribution> cause, RowKey group, Change change) {
            context().forward(cause.withKey(group).withValue(change));
        }
    }
}
