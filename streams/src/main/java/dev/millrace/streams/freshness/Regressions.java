package dev.millrace.streams.freshness;

import dev.millrace.schema.derived.DerivedStore;
import dev.millrace.streams.progress.StorePipeline;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Notices what begins again: an application whose offsets went back or are gone makes its rows anew
 * from old ones, and a topic that is shorter than it was is another topic.
 */
final class Regressions {

    private final Flow flow;
    private @Nullable Look last;

    Regressions(Flow flow) {
        this.flow = flow;
    }

    /** The stores that begin again, those that read them included. */
    Set<DerivedStore> since(Look look) {
        Look before = last;
        last = look;
        Set<DerivedStore> found = new HashSet<>();
        for (StorePipeline pipeline : flow.pipelines()) {
            boolean again =
                    before == null
                            ? hasReadNothing(pipeline, look)
                            : wentBack(
                                            before.positionsOf(pipeline.group()),
                                            look.positionsOf(pipeline.group()))
                                    || pipeline.parts().stream()
                                            .flatMap(part -> part.reads().stream())
                                            .anyMatch(topic ->
                                                    wentBack(
                                                            before.endsOf(topic),
                                                            look.endsOf(topic)));
            if (again) {
                found.addAll(flow.downstreamOf(pipeline.store()));
            }
        }
        return found;
    }

    /** Whether a topic is shorter than it was at the look before the last. */
    static boolean wentBack(Map<TopicPartition, Long> before, Map<TopicPartition, Long> now) {
        return before.entrySet().stream()
                .anyMatch(known -> now.getOrDefault(known.getKey(), 0L) < known.getValue());
    }

    private static boolean hasReadNothing(StorePipeline pipeline, Look look) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        pipeline.sources().forEach(topic -> ends.putAll(look.endsOf(topic)));
        return ends.values().stream().anyMatch(end -> end > 0)
                && look.positionsOf(pipeline.group()).values().stream()
                        .allMatch(offset -> offset == 0);
    }
}
