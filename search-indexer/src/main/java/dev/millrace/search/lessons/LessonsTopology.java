package dev.millrace.search.lessons;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.schema.search.SearchIndexes;
import dev.millrace.schema.topics.Row;
import dev.millrace.schema.topics.Topics;
import dev.millrace.search.document.DocumentFields;
import dev.millrace.search.document.DocumentTopology;
import dev.millrace.search.document.Fact;
import dev.millrace.search.document.Facts;
import dev.millrace.streams.fanout.Hop;
import org.apache.kafka.streams.StreamsBuilder;
import org.jspecify.annotations.Nullable;

/** Builds {@code search.lessons}: published lessons of published courses. */
public final class LessonsTopology {

    private static final String COURSE = "course";

    private LessonsTopology() {}

    public static void build(StreamsBuilder builder, Hop hop) {
        DocumentTopology.of(
                        SearchIndexes.LESSONS,
                        builder,
                        hop,
                        Topics.capture("learning.lessons"),
                        LessonsTopology::lesson)
                .reference(
                        COURSE,
                        "course_id",
                        Topics.capture("learning.courses"),
                        LessonsTopology::course)
                .publish(LessonsTopology::document);
    }

    private static @Nullable Fact lesson(Row row) {
        return row.flag("is_published")
                ? Fact.of(
                        row,
                        "title",
                        "content",
                        "course_id",
                        "module_id",
                        "lesson_type",
                        "is_preview")
                : null;
    }

    private static @Nullable Fact course(Row row) {
        return row.text("status").equals("published") && row.textOrNull("deleted_at") == null
                ? Fact.PRESENT
                : null;
    }

    private static @Nullable ObjectNode document(String id, Fact lesson, Facts facts) {
        return facts.one(COURSE).isEmpty()
                ? null
                : new DocumentFields()
                        .copy(lesson, "title", "content", "course_id", "module_id", "is_preview")
                        .put("type", lesson.columns().get("lesson_type"))
                        .document();
    }
}
