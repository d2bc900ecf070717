package dev.millrace.streams.progress;

import dev.millrace.schema.derived.DerivedStore;
import java.util.Set;

/**
 * The topics of a store application in flow order, and who reads them.
 *
 * @param store what is filled
 * @param group consumer group of the application
 * @param processor name under which the table writer stores its offsets
 * @param sources capture and derived topics that the application reads
 * @param internals topics between the parts of the application
 */
public record StorePipeline(
        DerivedStore store,
        String group,
        String processor,
        Set<String> sources,
        Set<String> internals) {

    public StorePipeline {
        sources = Set.copyOf(sources);
        internals = Set.copyOf(internals);
    }
}
