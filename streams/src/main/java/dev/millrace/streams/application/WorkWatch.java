package dev.millrace.streams.application;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.ProcessorWrapper;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.WrappedFixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.WrappedProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Tells the {@link CommitPace} of a thread which of its tasks have worked since the last commit.
 */
public final class WorkWatch implements ProcessorWrapper {

    /** The property with the {@link CommitPaces} of the application. */
    static final String PACES = "millrace.commit-paces";

    @SuppressWarnings("NullAway.Init")
    private CommitPaces paces;

    @Override
    public void configure(Map<String, ?> settings) {
        paces = (CommitPaces) Objects.requireNonNull(settings.get(PACES), PACES);
    }

    @Override
    public <KIn, VIn, KOut, VOut>
            WrappedProcessorSupplier<KIn, VIn, KOut, VOut> wrapProcessorSupplier(
                    String name, ProcessorSupplier<KIn, VIn, KOut, VOut> supplier) {
        return new WrappedProcessorSupplier<>() {
            @Override
            public Processor<KIn, VIn, KOut, VOut> get() {
                return new Watched<>(paces, supplier.get());
            }

            @Override
            public @Nullable Set<StoreBuilder<?>> stores() {
                return supplier.stores();
            }
        };
    }

    @Override
    public <KIn, VIn, VOut>
            WrappedFixedKeyProcessorSupplier<KIn, VIn, VOut> wrapFixedKeyProcessorSupplier(
                    String name, FixedKeyProcessorSupplier<KIn, VIn, VOut> supplier) {
        return new WrappedFixedKeyProcessorSupplier<>() {
            @Override
            public FixedKeyProcessor<KIn, VIn, VOut> get() {
                return new WatchedFixedKey<>(paces, supplier.get());
            }

            @Override
            public @Nullable Set<StoreBuilder<?>> stores() {
                return supplier.stores();
            }
        };
    }

    private static final class Watched<KIn, VIn, KOut, VOut>
            implements Processor<KIn, VIn, KOut, VOut> {

        private final Processor<KIn, VIn, KOut, VOut> processor;
        private final CommitPaces paces;

        @SuppressWarnings("NullAway.Init")
        private CommitPace.TaskWork work;

        private Watched(CommitPaces paces, Processor<KIn, VIn, KOut, VOut> processor) {
            this.paces = paces;
            this.processor = processor;
        }

        @Override
        public void init(ProcessorContext<KOut, VOut> context) {
            work = paces.ofThisThread().of(context);
            processor.init(context);
        }

        @Override
        public void process(Record<KIn, VIn> record) {
            work.done();
            processor.process(record);
        }

        @Override
        public void close() {
            processor.close();
        }
    }

    private static final class WatchedFixedKey<KIn, VIn, VOut>
            implements FixedKeyProcessor<KIn, VIn, VOut> {

        private final FixedKeyProcessor<KIn, VIn, VOut> processor;
        private final CommitPaces paces;

        @SuppressWarnings("NullAway.Init")
        private CommitPace.TaskWork work;

        private WatchedFixedKey(CommitPaces paces, FixedKeyProcessor<KIn, VIn, VOut> processor) {
            this.paces = paces;
            this.processor = processor;
        }

        @Override
        public void init(FixedKeyProcessorContext<KIn, VOut> context) {
            work = paces.ofThisThread().of(context);
            processor.init(context);
        }

        @Override
        public void process(FixedKeyRecord<KIn, VIn> record) {
            work.done();
            processor.process(record);
        }

        @Override
        public void close() {
            processor.close();
        }
    }
}
