package dev.millrace.streams.runtime;

import dev.millrace.streams.progress.StorePipeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;

/**
 * Finds out which topics lead to which within a topology, by the ways from its sources to its
 * sinks.
 *
 * <p>Finer than the sub-topologies that Kafka Streams makes: two ways that share a node or a store
 * are one sub-topology, though one may begin where the other ends. What a record leads to is sent
 * along its way, before its offset is committed, so each way stands for itself.
 */
final class TopologyParts {

    private TopologyParts() {}

    /**
     * One part for each topic that is written: what it is written from.
     *
     * @param realName the name of a topic as the broker knows it
     */
    static List<StorePipeline.Part> of(
            TopologyDescription description, UnaryOperator<String> realName) {
        List<StorePipeline.Part> parts = new ArrayList<>();
        description.subtopologies().forEach(part -> parts.addAll(of(part, realName)));
        return parts;
    }

    private static List<StorePipeline.Part> of(
            TopologyDescription.Subtopology subtopology, UnaryOperator<String> realName) {
        Map<String, Set<String>> readsByWritten = new TreeMap<>();
        Set<String> leadingNowhere = new TreeSet<>();
        for (Node node : subtopology.nodes()) {
            if (node instanceof Source source) {
                Set<String> read = new TreeSet<>();
                source.topicSet().stream().map(realName).forEach(read::add);
                Set<String> written = writtenFrom(source);
                written.forEach(topic ->
                        readsByWritten
                                .computeIfAbsent(realName.apply(topic), ignored -> new TreeSet<>())
                                .addAll(read));
                if (written.isEmpty()) {
                    leadingNowhere.addAll(read);
                }
            }
        }
        if (readsByWritten.isEmpty()) {
            return List.of(new StorePipeline.Part(leadingNowhere, Set.of()));
        }
        // What only fills a store may matter to any of the others.
        readsByWritten.values().forEach(reads -> reads.addAll(leadingNowhere));
        return readsByWritten.entrySet().stream()
                .map(entry -> new StorePipeline.Part(entry.getValue(), Set.of(entry.getKey())))
                .toList();
    }

    private static Set<String> writtenFrom(Source source) {
        Set<String> written = new TreeSet<>();
        Set<Node> seen = new HashSet<>();
        Deque<Node> open = new ArrayDeque<>(List.of(source));
        while (!open.isEmpty()) {
            Node node = open.pop();
            if (seen.add(node)) {
                if (node instanceof Sink sink) {
                    written.add(sink.topic());
                }
                open.addAll(node.successors());
            }
        }
        return written;
    }
}
