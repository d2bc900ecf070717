package dev.millrace.launcher.rebuild;

import dev.millrace.launcher.testing.SplitPipeline;
import dev.millrace.schema.topics.RowKey;
import dev.millrace.streams.derived.LastRecords;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** What is known of a version beside that does not come right, for whoever reads the failure. */
final class Witness {

    private static final String DIFFERING =
            """
            with sides as (
                select tag_id, s.usage_count as beside, o.usage_count as oracle,
                    l.usage_count as live
                from shadow.tag_usage s
                full join oracle.tag_usage o using (tag_id)
                full join derived.tag_usage l using (tag_id))
            select string_agg(to_jsonb(d)::text, e'\\n' order by tag_id)
            from sides d where beside is distinct from oracle or live is distinct from oracle
            """;

    private Witness() {}

    /** Rows that differ, offsets, versions, and every record of both topics with such a key. */
    static String of(SplitPipeline pipeline) {
        List<String> lines = new ArrayList<>();
        try {
            String differing = pipeline.text(DIFFERING);
            lines.add("rows: " + differing);
            lines.add(
                    "mappings: "
                            + pipeline.text(
                                    "select count(*) from learning.course_tag_map"
                                            + " where tag_id = md5('tag11')::uuid"));
            for (String table : List.of("derived.applied_offsets", "ops.store_versions")) {
                lines.add(
                        table
                                + ": "
                                + pipeline.text(
                                        "select string_agg(to_jsonb(t)::text, e'\n') from "
                                                + table
                                                + " t where to_jsonb(t)::text like '%tag_usage%'"));
            }
            for (String topic :
                    List.of(
                            "derived.tag_usage",
                            "shadow.tag_usage",
                            "app.learning.course_tag_map")) {
                lines.addAll(records(pipeline, topic, differing));
            }
        } catch (SQLException | RuntimeException e) {
            lines.add("no more is known: " + e);
        }
        return String.join("\n", lines);
    }

    private static List<String> records(SplitPipeline pipeline, String topic, String differing) {
        List<String> lines = new ArrayList<>();
        try (LastRecords records = new LastRecords(pipeline.kafka(), "read_committed")) {
            Map<TopicPartition, Long> start = new HashMap<>();
            records.partitionsOf(topic).forEach(place -> start.put(place, 0L));
            int[] deleted = {0};
            Map<TopicPartition, Long> ends =
                    records.read(
                            start,
                            record -> {
                                RowKey key = LastRecords.keyOf(record);
                                if (key == null || !differing.contains(key.values().getLast())) {
                                    return;
                                }
                                String last = key.values().getLast();
                                if (key.values().size() > 1) {
                                    deleted[0] += record.value() == null ? 1 : 0;
                                } else {
                                    lines.add(
                                            "%s-%d@%d %s = %s"
                                                    .formatted(
                                                            topic,
                                                            record.partition(),
                                                            record.offset(),
                                                            last,
                                                            told(record.value())));
                                }
                            });
            lines.add(topic + " read to " + ends + ", deletes of such a key " + deleted[0]);
        }
        return lines;
    }

    private static String told(byte @Nullable [] value) {
        return value == null ? "deleted" : new String(value, StandardCharsets.UTF_8);
    }
}
