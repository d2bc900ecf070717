package dev.millrace.streams.freshness;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.progress.StorePipeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** How the stores hang together: every step after those whose topics it reads. */
final class Flow {

    private final Set<String> captured;
    private final List<StorePipeline> pipelines;
    private final List<Step> steps;

    /**
     * @param isCaptured whether a topic of this name is filled by ingest
     * @throws IllegalArgumentException when a topology writes, over some of its topics, into its
     *     own input: no order of its steps tells then when a change has passed
     */
    Flow(Collection<StorePipeline> pipelines, Predicate<String> isCaptured) {
        this.pipelines = List.copyOf(pipelines);
        this.captured = new TreeSet<>();
        List<Step> all = new ArrayList<>();
        for (StorePipeline pipeline : pipelines) {
            pipeline.sources().stream().filter(isCaptured).forEach(captured::add);
            pipeline.parts()
                    .forEach(part ->
                            all.add(
                                    new Step(
                                            pipeline.store(),
                                            pipeline.group(),
                                            part.reads(),
                                            part.writes())));
            all.add(
                    new Step(
                            pipeline.store(),
                            pipeline.processor(),
                            Set.of(tableTopic(pipeline)),
                            Set.of()));
        }
        this.steps = ordered(all);
    }

    /** The steps, each after those that write what it reads. */
    List<Step> steps() {
        return steps;
    }

    List<StorePipeline> pipelines() {
        return pipelines;
    }

    /** The capture topics that some step reads. */
    Set<String> captured() {
        return captured;
    }

    /** The topics that some step reads. */
    Set<String> topics() {
        Set<String> topics = new HashSet<>();
        steps.forEach(step -> topics.addAll(step.reads()));
        return topics;
    }

    /** The steps that write into a topic. */
    List<Step> writersOf(String topic) {
        return steps.stream().filter(step -> step.writes().contains(topic)).toList();
    }

    /** The store and those that read its derived topic, directly or through others. */
    Set<DerivedStore> downstreamOf(DerivedStore store) {
        Set<DerivedStore> found = new HashSet<>();
        Deque<DerivedStore> open = new ArrayDeque<>(List.of(store));
        while (!open.isEmpty()) {
            DerivedStore next = open.pop();
            if (found.add(next)) {
                String topic = Topics.derived(next).name();
                pipelines.stream()
                        .filter(pipeline -> pipeline.sources().contains(topic))
                        .forEach(pipeline -> open.push(pipeline.store()));
            }
        }
        return found;
    }

    /** The store and those whose derived topics it reads, directly or through others. */
    Set<DerivedStore> upstreamOf(DerivedStore store) {
        Set<DerivedStore> found = new HashSet<>();
        for (StorePipeline pipeline : pipelines) {
            if (downstreamOf(pipeline.store()).contains(store)) {
                found.add(pipeline.store());
            }
        }
        return found;
    }

    /** The capture topics from which the store follows, directly or through other stores. */
    Set<String> capturedFor(DerivedStore store) {
        Set<DerivedStore> upstream = upstreamOf(store);
        Set<String> topics = new TreeSet<>();
        pipelines.stream()
                .filter(pipeline -> upstream.contains(pipeline.store()))
                .forEach(pipeline -> topics.addAll(pipeline.sources()));
        topics.retainAll(captured);
        return topics;
    }

    private static String tableTopic(StorePipeline pipeline) {
        return Topics.derived(pipeline.store()).name();
    }

    private static List<Step> ordered(List<Step> all) {
        Map<String, Integer> writersLeft = new HashMap<>();
        all.forEach(step ->
                step.writes().forEach(topic -> writersLeft.merge(topic, 1, (a, b) -> a + b)));
        List<Step> ordered = new ArrayList<>();
        List<Step> left = new ArrayList<>(all);
        while (!left.isEmpty()) {
            List<Step> ready =
                    left.stream()
                            .filter(step ->
                                    step.reads().stream()
                                            .allMatch(topic ->
                                                    writersLeft.getOrDefault(topic, 0) == 0))
                            .toList();
            if (ready.isEmpty()) {
                throw new IllegalArgumentException(
                        "these steps read what they write themselves: " + left);
            }
            ordered.addAll(ready);
            left.removeAll(ready);
            ready.forEach(step ->
                    step.writes().forEach(topic -> writersLeft.merge(topic, -1, (a, b) -> a + b)));
        }
        return List.copyOf(ordered);
    }
}
