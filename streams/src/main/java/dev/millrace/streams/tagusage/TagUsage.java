package dev.millrace.streams.tagusage;

import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.DerivedRow;
import dev.millrace.streams.rollup.Contribution;
import dev.millrace.streams.rollup.Present;
import dev.millrace.streams.rollup.Totals;

/** The rules of {@code derived.tag_usage}, free of Kafka. */
final class TagUsage {

    private static final String USES = "usage_count";

    private TagUsage() {}

    /** What a row of {@code learning.course_tag_map} adds to its tag. */
    static Contribution ofMapping(Row mapping) {
        return Contribution.to(mapping.text("tag_id")).count(USES);
    }

    /** The row of a tag. */
    static Row row(RowKey key, Present tag, Totals totals) {
        return totals.into(new DerivedRow().text("tag_id", key.value(0)), USES).row();
    }
}
