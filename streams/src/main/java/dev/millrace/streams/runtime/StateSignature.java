package dev.millrace.streams.runtime;

import dev.millrace.streams.progress.KafkaOffsets;
import dev.millrace.streams.progress.StorePipeline;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.streams.TopologyDescription;

/**
 * What the state of an application is made by: its release, what it reads in how many partitions,
 * and the names under which it keeps things. State that another signature has made is not its own.
 */
final class StateSignature {

    private StateSignature() {}

    /**
     * The signature of an application on these topics, one fact a line.
     *
     * @param offsets knows how many partitions a topic has
     * @throws dev.millrace.schema.failure.PipelineException when Kafka does not know a topic that
     *     the application reads
     */
    static String of(StoreApplication application, KafkaOffsets offsets) {
        StorePipeline pipeline = application.pipeline();
        Set<String> facts = new TreeSet<>();
        facts.add("release " + application.release());
        Set<String> read = new TreeSet<>(pipeline.sources());
        read.addAll(pipeline.globals());
        offsets.awaitExist(read, StateCheck.PATIENCE);
        read.forEach(topic ->
                facts.add(
                        "reads %s in %d partitions"
                                .formatted(topic, offsets.partitionsOf(Set.of(topic)).size())));
        String prefix = application.applicationId() + "-";
        pipeline.internals()
                .forEach(topic -> facts.add("re-keys over " + topic.substring(prefix.length())));
        TopologyDescription description = application.description();
        description.subtopologies().stream()
                .flatMap(part -> part.nodes().stream())
                .filter(TopologyDescription.Processor.class::isInstance)
                .flatMap(node -> ((TopologyDescription.Processor) node).stores().stream())
                .forEach(store -> facts.add("keeps " + store));
        return String.join("\n", facts);
    }

    /** What makes two signatures differ, in words; empty when nothing does. */
    static Optional<String> difference(String made, String now) {
        Set<String> gone = made.lines().collect(Collectors.toCollection(TreeSet::new));
        Set<String> added = now.lines().collect(Collectors.toCollection(TreeSet::new));
        Set<String> both = new TreeSet<>(gone);
        both.retainAll(added);
        gone.removeAll(both);
        added.removeAll(both);
        if (gone.isEmpty() && added.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                "it was made by \"%s\", and this program has \"%s\""
                        .formatted(String.join(", ", gone), String.join(", ", added)));
    }
}
