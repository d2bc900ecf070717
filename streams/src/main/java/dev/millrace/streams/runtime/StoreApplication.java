package dev.millrace.streams.runtime;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.streams.application.Application;
import dev.millrace.streams.derived.DerivedTopic;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.progress.StorePipeline;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyDescription;

/**
 * A derived store as it runs: one Kafka Streams application of its own.
 *
 * @param store what it fills, for readers or beside what they see
 * @param version part of every name it owns: each version has a state of its own
 * @param release counts up when the state of an earlier release cannot be carried over
 * @param topology builds the topology
 */
public record StoreApplication(
        DerivedStore store, int version, int release, Consumer<StreamsBuilder> topology) {

    public StoreApplication {
        if (version < 1) {
            throw new IllegalArgumentException(
                    "version of " + store.name() + " is " + version + ", expected at least 1");
        }
    }

    /**
     * An application as a fresh installation runs it.
     *
     * @param release its release, and first version
     */
    public StoreApplication(DerivedStore store, int release, Consumer<StreamsBuilder> topology) {
        this(store, release, release, topology);
    }

    /** An application whose topology re-keys through its own repartition topics. */
    static StoreApplication of(
            DerivedStore store, int version, BiConsumer<StreamsBuilder, Hop> topology) {
        return new StoreApplication(
                store, version, builder -> topology.accept(builder, Hop.repartition()));
    }

    /** {@code millrace.<store>.v<N>}: application id, consumer group and prefix of its topics. */
    public String applicationId() {
        return "millrace." + processor();
    }

    /** {@code <store>.v<N>}: who applied an offset, in {@code derived.applied_offsets}. */
    public String processor() {
        return store.table() + ".v" + version;
    }

    /** The same of another version, filling what readers see or what is beside it. */
    StoreApplication as(DerivedStore side, int otherVersion) {
        return new StoreApplication(side, otherVersion, release, topology);
    }

    /** The same as it is run. */
    Application asRun() {
        return new Application(store.name(), applicationId(), store.name(), this::buildInto);
    }

    /** Adds its topology to a builder. */
    void buildInto(StreamsBuilder builder) {
        DerivedTopic.buildFor(store, () -> topology.accept(builder));
    }

    TopologyDescription description() {
        StreamsBuilder builder = new StreamsBuilder();
        buildInto(builder);
        return builder.build().describe();
    }

    /** The topics that it reads and writes, and in whose name. */
    public StorePipeline pipeline() {
        return ApplicationPipelines.of(store, applicationId(), processor(), description());
    }
}
