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

    CutHop(StreamsBuilder builder) {
        this.builder = builder;
    }

    @Override
    public <T> KStream<RowKey, ChildChange<T>> through(
            KStream<RowKey, ChildChange<T>> changes, String name, Serde<T> values) {
        names.add(name);
        Serde<ChildChange<T>> serde = new ChildChangeSerde<>(values);
        changes.to(leaving(name), Produced.with(new RowKeySerde(), serde));
        return builder.stream(arriving(name), Consumed.with(new RowKeySerde(), serde));
    }

    /** The cuts, upstream first. */
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
