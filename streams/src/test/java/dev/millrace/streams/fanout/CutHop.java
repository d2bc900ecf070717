package dev.millrace.streams.fanout;

import dev.millrace.schema.topics.RowKey;
import dev.millrace.schema.topics.RowKeySerde;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;

/** Cuts a topology where it re-keys, so that a test decides what arrives when. */
final class CutHop implements Hop {

    private final StreamsBuilder builder;
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> toAll = new LinkedHashSet<>();

    CutHop(StreamsBuilder builder) {
        this.builder = builder;
    }

    @Override
    public <V> KStream<RowKey, V> byKey(KStream<RowKey, V> keyed, String name, Serde<V> values) {
        names.add(name);
        return cut(keyed, name, values);
    }

    @Override
    public <T> KStream<RowKey, T> toAll(KStream<RowKey, T> changes, String name, Serde<T> values) {
        toAll.add(name);
        return cut(changes, name, values);
    }

    private <V> KStream<RowKey, V> cut(KStream<RowKey, V> stream, String name, Serde<V> values) {
        stream.to(leaving(name), Produced.with(new RowKeySerde(), values));
        return builder.stream(arriving(name), Consumed.with(new RowKeySerde(), values));
    }

    /** The cuts behind which every task gets every record. */
    Set<String> toAll() {
        return toAll;
    }

    /** The other cuts, upstream first. */
    Set<String> names() {
        return names;
    }

    static String leaving(String name) {
        return name + "-leaving";
    }

    static String arriving(String name) {
        return name + "-arriving";
    }
}
