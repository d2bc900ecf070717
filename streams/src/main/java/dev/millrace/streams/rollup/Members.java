package dev.millrace.streams.rollup;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Counts the members of each group once each, exactly: it remembers how many rows stand for each
 * member, and a member leaves with the last of them.
 */
final class Members extends ContextualFixedKeyProcessor<RowKey, Change, Change> {

    private static final String STORE = "members";

    private final String total;

    @SuppressWarnings("NullAway.Init")
    private PathStore<Long> rows;

    private Members(String total) {
        this.total = total;
    }

    @Override
    public void init(FixedKeyProcessorContext<RowKey, Change> context) {
        super.init(context);
        rows = PathStore.of(context, STORE);
    }

    @Override
    public void process(FixedKeyRecord<RowKey, Change> record) {
        Change change = record.value();
        long more =
                moved(record.key(), change.left(), -1) + moved(record.key(), change.joined(), 1);
        context().forward(record.withValue(change.ofMembers(total, more)));
    }

    /** How many members more the group has after one row more or less stands for this one. */
    private long moved(RowKey group, @Nullable String member, long step) {
        if (member == null) {
            return 0;
        }
        RowKey path = PathSerde.join(group, RowKey.of(member));
        Long stored = rows.get(path);
        long before = stored == null ? 0 : stored;
        long after = before + step;
        rows.set(path, after == 0 ? null : after);
        return Long.signum(after) - Long.signum(before);
    }

    /** Makes the processors and brings their store along. */
    static final class Supplier implements FixedKeyProcessorSupplier<RowKey, Change, Change> {

        private final String total;
        private final StoreBuilder<?> store = PathStore.builder(STORE, Serdes.Long());

        /** Counts into the total of this name. */
        Supplier(String total) {
            this.total = total;
        }

        @Override
        public FixedKeyProcessor<RowKey, Change, Change> get() {
            return new Members(total);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(store);
        }
    }
}
