package dev.millrace.search.runtime;

import dev.millrace.schema.search.SearchIndex;
import dev.millrace.search.writer.IndexWriter;
import dev.millrace.streams.application.Application;
import dev.millrace.streams.fanout.Hop;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TopologyDescription;

/**
 * The application that makes the documents of one index.
 *
 * @param index whose
 * @param release counts up when the state of an earlier release cannot be carried over
 * @param topology builds the topology, re-keying through a hop
 */
public record IndexApplication(
        SearchIndex index, int release, BiConsumer<StreamsBuilder, Hop> topology) {

    /** {@code millrace.search.<index>.v<N>}: application id and prefix of its topics. */
    public String applicationId() {
        return "millrace.search.%s.v%d".formatted(index.name(), release);
    }

    /** The consumer group in which the index's writer tells what the index has taken. */
    public String writerGroup() {
        return IndexWriter.groupOf(index);
    }

    /** Its topology, as Kafka Streams describes it. */
    public TopologyDescription description() {
        StreamsBuilder builder = new StreamsBuilder();
        buildInto(builder);
        return builder.build().describe();
    }

    Application asRun() {
        return new Application(
                "search:" + index.name(), applicationId(), "search", this::buildInto);
    }

    private void buildInto(StreamsBuilder builder) {
        topology.accept(builder, Hop.repartition());
    }
}
