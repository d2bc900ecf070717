package dev.millrace.schema.topics;

import java.util.Map;
import org.apache.kafka.common.serialization.Serde;

/**
 * A topic: its name, what its records hold, and how long they stay.
 *
 * @param name topic name
 * @param keySerde form of the key
 * @param valueSerde form of the value; a null value is a tombstone
 * @param singlePartition true for bookkeeping topics whose records have one order
 * @param settings topic settings that differ from the broker's
 */
public record TopicSpec<K, V>(
        String name,
        Serde<K> keySerde,
        Serde<V> valueSerde,
        boolean singlePartition,
        Map<String, String> settings) {

    public TopicSpec {
        settings = Map.copyOf(settings);
    }
}
