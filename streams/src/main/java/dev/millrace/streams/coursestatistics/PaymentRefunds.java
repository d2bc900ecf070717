package dev.millrace.streams.coursestatistics;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.ChildChange;
import dev.millrace.streams.fanout.PathSerde;
import dev.millrace.streams.fanout.PathStore;
import dev.millrace.streams.slim.SlimSerde;
import java.util.Set;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/** Adds up the succeeded refunds of each payment, of which there are few. */
final class PaymentRefunds
        extends ContextualProcessor<RowKey, ChildChange<Refund>, RowKey, Refund> {

    @SuppressWarnings("NullAway.Init")
    private PathStore<Refund> refunds;

    @Override
    public void init(ProcessorContext<RowKey, Refund> context) {
        super.init(context);
        refunds = PathStore.of(context, CourseStatisticsTopology.REFUNDS);
    }

    @Override
    public void process(Record<RowKey, ChildChange<Refund>> record) {
        RowKey payment = record.key();
        refunds.set(PathSerde.join(payment, record.value().child()), record.value().value());
        long[] cents = {0};
        refunds.below(payment, (path, refund) -> cents[0] += refund.cents());
        context().forward(record.withValue(cents[0] == 0 ? null : new Refund(cents[0])));
    }

    /** Makes the processors and brings their store along. */
    static final class Supplier
            implements ProcessorSupplier<RowKey, ChildChange<Refund>, RowKey, Refund> {

        private final StoreBuilder<?> store =
                PathStore.builder(CourseStatisticsTopology.REFUNDS, new SlimSerde<>(Refund.class));

        @Override
        public Processor<RowKey, ChildChange<Refund>, RowKey, Refund> get() {
            return new PaymentRefunds();
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(store);
        }
    }
}
