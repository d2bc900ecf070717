package dev.millrace.streams.runtime;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.search.SearchIndex;
import dev.millrace.schema.topics.TopicSpec;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.progress.StorePipeline;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.streams.TopologyDescription;

/** Reads from the topology of an application which topics it reads and writes. */
public final class ApplicationPipelines {

    private static final Set<String> CATALOGUE =
            Stream.concat(Topics.all().stream(), Topics.search().stream())
                    .map(TopicSpec::name)
                    .collect(Collectors.toUnmodifiableSet());

    private ApplicationPipelines() {}

    /**
     * The pipeline of a search index, whose application and writer are no store's.
     *
     * @param writerGroup consumer group in which the writer commits what the index has taken
     */
    public static StorePipeline of(
            SearchIndex index,
            String applicationId,
            String writerGroup,
            TopologyDescription description) {
        return of(DerivedStore.of(index), applicationId, writerGroup, description);
    }

    static StorePipeline of(
            DerivedStore store,
            String applicationId,
            String processor,
            TopologyDescription description) {
        // Kafka Streams puts the application in front of its own topics.
        UnaryOperator<String> realName =
                topic ->
                        CATALOGUE.contains(topic) || topic.equals(store.qualifiedName())
                                ? topic
                                : applicationId + "-" + topic;
        List<StorePipeline.Part> parts = TopologyParts.of(description, realName);
        Set<String> sources = new TreeSet<>();
        Set<String> internals = new TreeSet<>();
        parts.forEach(part ->
                part.reads()
                        .forEach(topic ->
                                (CATALOGUE.contains(topic) ? sources : internals).add(topic)));
        return new StorePipeline(
                store,
                applicationId,
                processor,
                sources,
                internals,
                parts,
                description.globalStores().stream()
                        .flatMap(global -> global.source().topicSet().stream())
                        .collect(Collectors.toSet()));
    }
}
