package dev.millrace.streams.expiry;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.fanout.PathStore;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Lets rows go at the moment they expire, as if they had been deleted then, so that nothing behind
 * it needs a clock.
 *
 * <p>A row passes while its moment is ahead and reads as gone from that moment on, whether it comes
 * early or late; PostgreSQL's {@code expires_at > now()}. The moments that are ahead are state, in
 * their order, so a restart, a rebalance and a rebuild lose none: those that passed meanwhile are
 * told at once. A row that expires costs one step, a row that changes one or two look-ups, and
 * while nothing expires nothing is done but a look at a number once a minute.
 *
 * <p>The clock is that of this machine, or the newest commit seen, when the database's clock is
 * ahead of it; record times are not trusted. A row that has gone comes back only with a change of
 * its moment, or when it changes while the clock is turned back.
 */
public final class Expiry {

    private Expiry() {}

    /**
     * Passes rows on until they expire.
     *
     * @param name of the node, and with {@code -moments} of its store; renaming it is a migration
     * @param rows the rows as they are now, null when one is gone
     * @param moment when a row expires, in microseconds since 1970-01-01 UTC; null or infinity for
     *     never
     * @return the rows with null from their moment on; the commit time among the headers of such a
     *     change is the moment itself
     */
    public static <V> KStream<RowKey, V> of(
            KStream<RowKey, V> rows, String name, Function<V, @Nullable Long> moment) {
        String storeName = name + "-moments";
        StoreBuilder<?> store = PathStore.builder(storeName, Serdes.Long());
        return rows.process(
                new ProcessorSupplier<RowKey, V, RowKey, V>() {
                    @Override
                    public Processor<RowKey, V, RowKey, V> get() {
                        return new ExpiryProcessor<>(storeName, moment);
                    }

                    @Override
                    public Set<StoreBuilder<?>> stores() {
                        return Set.of(store);
                    }
                },
                Named.as(name));
    }
}
