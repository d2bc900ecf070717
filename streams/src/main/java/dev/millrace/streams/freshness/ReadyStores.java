package dev.millrace.streams.freshness;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.schema.topics.Topics;
import dev.millrace.streams.progress.KafkaOffsets;
import dev.millrace.streams.progress.StorePipeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The stores of which something can be found out: all their topics exist, and those of the stores
 * they read. An application makes its own topics when it first runs.
 *
 * @param ready of which it can
 * @param waiting the others
 */
record ReadyStores(List<StorePipeline> ready, List<StorePipeline> waiting) {

    static ReadyStores of(List<StorePipeline> all, KafkaOffsets offsets) {
        List<StorePipeline> ready = new ArrayList<>();
        List<StorePipeline> waiting = new ArrayList<>();
        for (StorePipeline pipeline : all) {
            Set<String> topics = new HashSet<>(pipeline.sources());
            topics.addAll(pipeline.internals());
            topics.add(Topics.derived(pipeline.store()).name());
            topics.add(Topics.deadLetters(pipeline.store()).name());
            (offsets.exist(topics) ? ready : waiting).add(pipeline);
        }
        Set<String> unsure = new HashSet<>();
        waiting.forEach(pipeline -> unsure.add(pipeline.store().qualifiedName()));
        boolean found = true;
        while (found) {
            List<StorePipeline> behind =
                    ready.stream()
                            .filter(p -> p.sources().stream().anyMatch(unsure::contains))
                            .toList();
            ready.removeAll(behind);
            waiting.addAll(behind);
            behind.forEach(pipeline -> unsure.add(pipeline.store().qualifiedName()));
            found = !behind.isEmpty();
        }
        return new ReadyStores(List.copyOf(ready), List.copyOf(waiting));
    }

    List<DerivedStore> waitingStores() {
        return waiting.stream().map(StorePipeline::store).toList();
    }
}
