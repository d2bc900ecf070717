package dev.millrace.streams.tagusage;

import dev.millrace.schema.derived.DerivedStores;
import dev.millrace.streams.fanout.Hop;
import dev.millrace.streams.rollup.ParentTotals;
import dev.millrace.streams.rollup.Present;
import org.apache.kafka.streams.StreamsBuilder;

/**
 * Builds {@code derived.tag_usage}: a row for every tag.
 *
 * <p>It mixes tags and the courses' tags: a new tag may for a moment read 0 that was put on courses
 * in the transaction that made it.
 */
public final class TagUsageTopology {

    private TagUsageTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        ParentTotals.of(
                        DerivedStores.TAG_USAGE,
                        builder,
                        hop,
                        "learning.course_tags",
                        Present.class,
                        Present::of)
                .add("learning.course_tag_map", TagUsage::ofMapping)
                .publish(TagUsage::row);
    }
}
