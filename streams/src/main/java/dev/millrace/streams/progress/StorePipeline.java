package dev.millrace.streams.progress;

import dev.millrace.schema.derived.DerivedStore;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The topics of a store application in flow order, and who reads them.
 *
 * @param store what is filled
 * @param group consumer group of the application
 * @param processor name under which the table writer stores its offsets; of an index, the consumer
 *     group of its writer
 * @param sources capture and derived topics that the application reads
 * @param internals topics between the parts of the application
 * @param parts the ways through the application, in no order
 * @param globals capture topics that it reads without a group: no offset tells how far
 */
public record StorePipeline(
        DerivedStore store,
        String group,
        String processor,
        Set<String> sources,
        Set<String> internals,
        List<Part> parts,
        Set<String> globals) {

    /**
     * A way through an application: what it has read up to its committed offsets, it has written.
     *
     * @param reads its input topics
     * @param writes its output topics, changelogs aside
     */
    public record Part(Set<String> reads, Set<String> writes) {

        public Part {
            reads = Set.copyOf(reads);
            writes = Set.copyOf(writes);
        }
    }

    /** The consumer groups that read its topics. */
    public List<String> groups() {
        return store.isIndex() ? List.of(group, processor) : List.of(group);
    }

    public StorePipeline {
        sources = Set.copyOf(sources);
        internals = Set.copyOf(internals);
        parts = List.copyOf(parts);
        globals = Set.copyOf(globals);
        Set<String> read = new HashSet<>(sources);
        read.addAll(internals);
        parts.forEach(part -> read.removeAll(part.reads()));
        if (!read.isEmpty()) {
            throw new IllegalArgumentException("no part of " + group + " reads " + read);
        }
    }
}
