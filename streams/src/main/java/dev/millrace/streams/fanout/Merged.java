package dev.millrace.streams.fanout;

import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;

/** Several streams as one. */
public final class Merged {

    private Merged() {}

    /**
     * Merges the streams; what reaches several of them from one record keeps their order.
     *
     * @param name prefix of the nodes {@code <name>-merge-1} and so on
     */
    @SafeVarargs
    public static <K, V> KStream<K, V> of(
            String name, KStream<K, V> first, KStream<K, V>... others) {
        KStream<K, V> merged = first;
        for (int i = 0; i < others.length; i++) {
            merged = merged.merge(others[i], Named.as(name + "-merge-" + (i + 1)));
        }
        return merged;
    }
}
