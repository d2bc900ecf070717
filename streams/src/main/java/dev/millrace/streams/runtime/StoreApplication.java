package dev.millrace.streams.runtime;

import dev.millrace.schema.derived.DerivedStore;
import java.util.function.Consumer;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * A derived store as it runs: one Kafka Streams application of its own.
 *
 * @param store what it fills
 * @param version counts up when its state cannot be carried over; part of every name it owns
 * @param topology builds the topology
 */
public record StoreApplication(DerivedStore store, int version, Consumer<StreamsBuilder> topology) {

    public StoreApplication {
        if (version < 1) {
            throw new IllegalArgumentException(
                    "version of " + store.name() + " is " + version + ", expected at least 1");
        }
    }

    /** {@code millrace.<store>.v<N>}: application id, consumer group and prefix of its topics. */
    public String applicationId() {
        return "millrace." + processor();
    }

    /** {@code <store>.v<N>}: who applied an offset, in {@code derived.applied_offsets}. */
    public String processor() {
        return store.name() + ".v" + version;
    }
}
